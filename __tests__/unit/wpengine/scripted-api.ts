import { FakeClock } from "../../../simulator/clock.ts";
import type { BackupApi } from "../../../src/model/api.ts";
import type { BackupId, InstallId } from "../../../src/model/ids.ts";
import { createApiOver } from "../../../src/wpengine/create-api.ts";
import type { Answer, Answered, Request } from "../../../src/wpengine/http/transport.ts";
import { BACKUP_ID, INSTALL_ID, SETTINGS } from "../../support/fixtures.ts";

export const ID = { installId: INSTALL_ID as InstallId, backupId: BACKUP_ID as BackupId };
export const SHOW = `/installs/${INSTALL_ID}/backups/${BACKUP_ID}`;
export const PROBE = `/installs/${INSTALL_ID}/backups?limit=1`;
export const SERVER_MS = Date.parse("2026-01-15T10:00:30Z");
export const RESET: Answer = { kind: "unanswered", fault: "reset", unsent: false };

export const redact = (text: string): string => text.replaceAll("hunter2", "***");

export function answered(status: number, body = "", more: Partial<Answered> = {}): Answered {
  return {
    kind: "answered",
    status,
    statusLine: `${status} Words`,
    hasRetryAfter: false,
    epochMs: SERVER_MS,
    cachedForMs: 0,
    location: undefined,
    body: { kind: "text", text: body },
    ...more,
  };
}

/** The body of a backup. */
export function backup(fields: object = {}): string {
  return JSON.stringify({ id: BACKUP_ID, status: "completed", ...fields });
}

export interface ScriptedApi {
  readonly api: BackupApi;
  readonly clock: FakeClock;
  readonly requests: Request[];
  /** The path and the query of each request. */
  readonly paths: () => string[];
  /** When each request was sent. */
  readonly sentAt: number[];
  /** Secrets that the API has shown. */
  readonly added: readonly string[];
  /** When each good reply came. */
  readonly goodAt: number[];
}

/** The API over a transport that gives these answers in this order, each after a second. */
export function scriptedApi(...answers: readonly Answer[]): ScriptedApi {
  const clock = new FakeClock();
  const requests: Request[] = [];
  const sentAt: number[] = [];
  const transport = async (request: Request): Promise<Answer> => {
    const answer = answers[requests.length];
    requests.push(request);
    sentAt.push(clock.now());
    request.onSend?.();
    await clock.sleep(1_000, new AbortController().signal);
    if (answer === undefined) throw new Error("one request too many");
    return answer;
  };
  const added: string[] = [];
  const addSecret = (secret: string): void => void added.push(secret);
  const goodAt: number[] = [];
  const onGoodReply = (): void => void goodAt.push(clock.now());
  const { apiUrl } = SETTINGS;
  const more = { addSecret, onGoodReply, gates: 2 };
  const api = createApiOver(transport, { apiUrl, clock, redact, ...more });
  const paths = (): string[] => requests.map(({ url }) => url.replace(SETTINGS.apiUrl, ""));
  return { api, clock, requests, paths, sentAt, added, goodAt };
}
