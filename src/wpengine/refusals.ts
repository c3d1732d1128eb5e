import type { Failure } from "../model/reply.ts";

/** A reply with a status from 300 on. */
export interface Refusal {
  readonly status: number;
  readonly hasRetryAfter: boolean;
  readonly isWebPage: boolean;
  readonly isUnknownPath: boolean;
  /** Whether it is the reply to a create request. */
  readonly isCreate: boolean;
}

type Without<T, K extends string> = T extends unknown ? Omit<T, K> : never;
/** A failure, but for what its reply says. `report/remedies.ts` has the advice for each cause and result. */
export type Meaning = Without<Failure, "message">;

/** Empty for any status that no row above names, or an unset condition. */
type Row = readonly [
  status: number | "",
  condition: Exclude<keyof Refusal, "status"> | "isRedirect" | "mayPass" | "",
  meaning: Meaning,
];

const BUSY = { kind: "retryable", reason: "busy" } as const;
const UNAUTHORIZED = { kind: "fatal", result: "unauthorized" } as const;
const REJECTED = { kind: "fatal", result: "rejected" } as const;
const WEB_PAGE = { isGeneral: true, cause: "web-page" } as const;

/** What a refusal means: the first row that fits. */
const TABLE: readonly Row[] = [
  [429, "", { kind: "retryable", reason: "rate-limited" }],
  ["", "mayPass", { kind: "retryable", reason: "no-answer" }],
  [409, "isCreate", BUSY],
  [423, "isCreate", BUSY],
  [401, "", { ...UNAUTHORIZED, isGeneral: true }],
  [403, "hasRetryAfter", { kind: "retryable", reason: "no-answer" }], // a firewall's rate limit
  [403, "isUnknownPath", { ...REJECTED, cause: "unknown-path" }],
  [403, "isWebPage", { ...UNAUTHORIZED, ...WEB_PAGE }],
  [403, "", { ...UNAUTHORIZED, cause: "forbidden" }],
  [404, "isWebPage", { kind: "not-found", ...WEB_PAGE }],
  [404, "", { kind: "not-found" }],
  ["", "isRedirect", { ...REJECTED, isGeneral: true }],
  ["", "isWebPage", { ...REJECTED, ...WEB_PAGE }],
];

export function meaningOf(refusal: Refusal): Meaning {
  const { status } = refusal;
  const flags = { ...refusal, mayPass: mayPass(status), isRedirect: status < 400, "": true };
  const row = TABLE.find(([of, flag]) => (of === "" || of === status) && flags[flag]);
  return row?.[2] ?? REJECTED;
}

/** Whether a later request of any kind may get another status. */
export function mayPass(status: number): boolean {
  return status === 408 || status === 425 || status === 429 || status >= 500;
}
