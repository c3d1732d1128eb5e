import type { PageReader, Requester } from "../model/api.ts";
import type { Backup } from "../model/backup.ts";
import { GateClosed } from "../model/errors.ts";
import {
  type RetryableFailure,
  type Failure,
  type CreateReply,
  verdictOf,
} from "../model/reply.ts";
import { timeIsUpAfter, timeIsUpWhile } from "../model/timed-out.ts";
import { requestOptions } from "../schedule/deadline.ts";
import { ANSWER_AFTER_CANCEL_MS } from "../schedule/last-seconds.ts";
import { type AskOptions, backOff, throwIfCancelled } from "../schedule/retry.ts";
import type { ProgressWatcher, Source } from "./events.ts";

export interface CreateOptions extends AskOptions {
  readonly request: Requester;
  readonly readPage: PageReader<Backup>;
  /** A key that no other backup has in its description. */
  readonly newKey: () => string;
  readonly describe: (key: string) => string;
  readonly watcher: AskOptions["watcher"] & ProgressWatcher;
}

/** A backup of our own. */
export interface CreatedBackup {
  readonly backup: Backup;
  readonly serverMs: number;
  readonly source: Extract<Source, "requested" | "recovered">;
  readonly retryAt: number | undefined;
}

/** What must be left of the step for a request to be begun: no more than that it has not ended. */
const LEAST_LEFT_MS = 1;

/** Sends the request until it has an effect, or may have had one: what had none can be sent again freely. */
export async function sendOnce(
  key: string,
  options: CreateOptions,
): Promise<Exclude<CreateReply, Failure>> {
  const { clock, deadline, signal, watcher } = options;
  let latest: RetryableFailure | undefined;
  for (let failures = 1; ; failures += 1) {
    if (clock.now() >= deadline) {
      if (latest !== undefined) throw timeIsUpAfter(latest, options);
      throw new GateClosed(timeIsUpWhile("there is no backup.", "timed-out", options));
    }
    throwIfCancelled(signal);
    const reply = await options.request(options.describe(key), {
      ...requestOptions(options),
      sendBy: deadline - LEAST_LEFT_MS,
      abortGraceMs: ANSWER_AFTER_CANCEL_MS,
      onSend() {
        options.onSend?.();
        watcher.progressed({ kind: "create-sent", key });
      },
    });
    if (reply.kind === "accepted") return reply;
    if (reply.kind === "reply-lost") {
      throwIfCancelled(signal);
      return reply;
    }
    watcher.progressed({ kind: "create-refused" });
    const refusal = { ...reply, message: `requesting a backup: ${reply.message}` };
    throwIfCancelled(signal);
    if (refusal.kind !== "retryable") throw new GateClosed(verdictOf(refusal));
    latest = refusal;
    await backOff(refusal, failures, options);
  }
}
