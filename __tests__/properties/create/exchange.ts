import type { Answer } from "../../../src/wpengine/http/transport.ts";
import type { BackupPlan, GetFate, PostFate } from "./plan.ts";

/** A backup of the API, present or future. Times are monotonic. */
export interface Row {
  readonly id: string;
  readonly plan: BackupPlan;
  readonly sent: string | null;
  readonly createdAtMs: number;
  /** When each replica starts to list it. */
  readonly listedAtMs: readonly [number, number];
  readonly pendingMs: number;
  readonly isOurs: boolean;
}

/** A backup as a reply shows it. */
export interface Shown {
  readonly id: string;
  readonly status: string;
  readonly description?: string | null;
  readonly create_time: string | null;
  readonly complete_time: string | null;
}

/** One exchange as recorded on the wire. Times are monotonic. */
export interface Exchange {
  readonly operation: "create" | "list" | "show" | "user";
  readonly startedAtMs: number;
  readonly fate: PostFate | GetFate;
  /** For a create request: its description. */
  readonly description: string;
  /** For a poll: the requested ID. */
  readonly backupId: string;
  /** For a page: its first row. */
  readonly offset: number;
  readonly isWhole: boolean;
  endedAtMs?: number;
  answer?: Answer;
  /** The backups in the body, if it is readable. */
  shown?: readonly Shown[];
  /** What else a page contains. A count that is not an integer is NaN. */
  page?: { readonly size: number; readonly count: number; readonly hasNext: boolean };
  /** The time span of its `Retry-After`. */
  retryAfter?: { readonly fromMs: number; readonly untilMs: number };
  /** The backup that it created. */
  created?: Row;
  /** The second backup, if the request was carried out twice. */
  duplicate?: Row;
}
