import { type AskOptions, backOff, closeIfCancelled, timeIsUpAfter, timeIsUpWhile } from "./ask.ts";
import { type Patience, patienceOf } from "./budget.ts";
import { GateClosed } from "./errors.ts";
import { type FailedLook, type Refusal, verdictOf } from "./judge.ts";
import type { PageReader } from "./listing.ts";
import { findAgain } from "./lost-request.ts";
import type { ProgressWatcher, Source } from "./progress.ts";
import type { Backup } from "./wpengine/schema.ts";

/** What has come of a request for a backup. After a refusal nothing has; after a lost answer nobody knows. */
export type RequestReply =
  | {
      readonly kind: "accepted";
      readonly backup: Backup;
      /** The server's wall clock as it answered, in epoch milliseconds. */
      readonly serverMs: number;
      readonly quietUntil?: number | undefined;
    }
  | { readonly kind: "lost"; readonly message: string; readonly quietUntil?: number | undefined }
  | Refusal;

/** Requests a backup of that description. Never rejects, and settles within its patience. */
export type Requester = (description: string, patience: Patience) => Promise<RequestReply>;

export interface RequestOptions extends AskOptions {
  readonly request: Requester;
  readonly readPage: PageReader<Backup>;
  /** A key that no other backup has in its description. */
  readonly newKey: () => string;
  readonly describe: (key: string) => string;
  readonly watcher: AskOptions["watcher"] & ProgressWatcher;
}

/** A backup of our own. */
export interface Requested {
  readonly backup: Backup;
  readonly serverMs: number;
  readonly source: Extract<Source, "requested" | "found">;
  readonly quietUntil: number | undefined;
}

const MAX_SENDS = 3;
/** What must be left of the step for a request to be begun: no more than that it has not ended. */
const LEAST_LEFT_MS = 1;
/** How long a request that has been sent may still be answered once the run is cancelled. */
export const ANSWER_AFTER_CANCEL_MS = 1_000;

/**
 * Requests one backup. Where the answer is lost it is looked for by its key, and sent again only when no backup can come
 * of it any more.
 * @throws GateClosed where there is none to wait for.
 */
export async function requestBackup(options: RequestOptions): Promise<Requested> {
  const { clock, watcher } = options;
  const key = options.newKey();
  const firstSentAt = clock.now();
  for (let send = 1; ; send += 1) {
    const reply = await sendOnce(key, options);
    if (reply.kind === "accepted") {
      watcher.progressed({ kind: "taken", backup: reply.backup, source: "requested" });
      closeIfCancelled(options.signal);
      const { backup, serverMs, quietUntil } = reply;
      return { backup, serverMs, source: "requested", quietUntil };
    }
    const found = await findAgain({ key, firstSentAt, lostAt: clock.now(), reply }, options);
    if (found !== undefined) {
      watcher.progressed({ kind: "taken", backup: found.backup, source: "found" });
      return { ...found, source: "found" };
    }
    watcher.progressed({ kind: "came-to-nothing" });
    if (send === MAX_SENDS) {
      throw new GateClosed({
        result: "unavailable",
        message: `A backup was requested ${MAX_SENDS} times, and each time the answer was lost and no backup came of it.`,
      });
    }
    if (clock.now() < options.deadline) {
      watcher.progressed({ kind: "resending", send: send + 1, sends: MAX_SENDS });
    }
  }
}

/** Sends the request until it has an effect, or may have had one: what had none can be sent again freely. */
async function sendOnce(
  key: string,
  options: RequestOptions,
): Promise<Exclude<RequestReply, Refusal>> {
  const { clock, deadline, signal, watcher } = options;
  let latest: FailedLook | undefined;
  for (let failures = 1; ; failures += 1) {
    if (clock.now() >= deadline) {
      if (latest !== undefined) throw timeIsUpAfter(latest, options);
      throw new GateClosed(timeIsUpWhile("there is no backup.", "timed-out", options));
    }
    closeIfCancelled(signal);
    const reply = await options.request(options.describe(key), {
      ...patienceOf(options),
      beginBy: deadline - LEAST_LEFT_MS,
      lingerMs: ANSWER_AFTER_CANCEL_MS,
      begun() {
        options.begun?.();
        watcher.progressed({ kind: "requesting", key });
      },
    });
    if (reply.kind === "accepted") return reply;
    if (reply.kind === "lost") {
      closeIfCancelled(signal);
      return reply;
    }
    watcher.progressed({ kind: "refused" });
    const refusal = { ...reply, message: `requesting a backup: ${reply.message}` };
    closeIfCancelled(signal);
    if (refusal.kind !== "failed") throw new GateClosed(verdictOf(refusal));
    latest = refusal;
    await backOff(refusal, failures, options);
  }
}
