import type { Answer } from "../../../src/wpengine/http/transport.ts";
import type { BackupPlan, GetFate, PostFate } from "./plan.ts";

/** A backup that the host has, or is to have. Moments are monotonic. */
export interface Row {
  readonly id: string;
  readonly plan: BackupPlan;
  readonly sent: string | null;
  readonly bornAtMs: number;
  /** When each replica begins to list it. */
  readonly listedAtMs: readonly [number, number];
  readonly pendingMs: number;
  readonly isOurs: boolean;
}

/** A backup as an answer shows it. */
export interface Shown {
  readonly id: string;
  readonly status: string;
  readonly description?: string | null;
  readonly create_time: string | null;
  readonly complete_time: string | null;
}

/** All that somebody on the wire knows of one exchange. Moments are monotonic. */
export interface Exchange {
  readonly operation: "create" | "list" | "show" | "user";
  readonly begunAtMs: number;
  readonly fate: PostFate | GetFate;
  /** Of a request for a backup: its description. */
  readonly description: string;
  /** Of a request for one backup. */
  readonly backupId: string;
  /** Of a page. */
  readonly offset: number;
  readonly isWhole: boolean;
  endedAtMs?: number;
  answer?: Answer;
  /** The backups in its body, where that can be read. */
  shown?: readonly Shown[];
  /** What else a page says: a count that is no whole number is NaN. */
  page?: { readonly size: number; readonly count: number; readonly hasNext: boolean };
  /** When it asks for quiet, and till when. */
  quiet?: { readonly fromMs: number; readonly untilMs: number };
  /** What it has brought about. */
  born?: Row;
  /** The second backup of a request that was carried out twice. */
  twin?: Row;
}
