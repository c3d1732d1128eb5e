import { GateClosed } from "../model/errors.ts";
import type { InstallId } from "../model/ids.ts";
import {
  type CreateReply,
  type Failure,
  type RetryableFailure,
  verdictOf,
} from "../model/reply.ts";
import type { NewBackupSpec } from "../model/target.ts";
import { timedOutAfter, timedOutWhile } from "../model/timed-out.ts";
import type { Context } from "../schedule/context.ts";
import { requestOptions } from "../schedule/deadline.ts";
import { CREATE_GRACE_MS } from "../schedule/last-seconds.ts";
import { backOff, throwIfCancelled } from "../schedule/retry.ts";
import type { BackupEvent } from "./events.ts";

/** The backup to create. */
export interface BackupOrder {
  readonly installId: InstallId;
  readonly spec: NewBackupSpec;
  /** Stands in its description, and in no other backup's. */
  readonly key: string;
}

/** What must be left of the timeout for a create request to be sent: anything at all. */
const MIN_LEFT_MS = 1;

/**
 * Sends a create request until it creates a backup or its reply is lost. What created nothing may be sent again.
 * @throws GateClosed if a failure is final, the time is up, or the step is cancelled.
 */
export async function sendCreate(
  { installId, spec, key }: BackupOrder,
  context: Context<BackupEvent>,
): Promise<Exclude<CreateReply, Failure>> {
  const { api, clock, budget, signal, emit } = context;
  const body = { description: spec.describe(key), emails: spec.emails };
  let latest: RetryableFailure | undefined;
  for (let failures = 1; ; failures += 1) {
    if (clock.now() >= budget.deadline) {
      throw new GateClosed(
        latest === undefined
          ? timedOutWhile("there is no backup.", "timed-out", budget)
          : timedOutAfter(latest, budget),
      );
    }
    throwIfCancelled(signal);
    const options = requestOptions(context);
    const reply = await api.createBackup(installId, body, {
      ...options,
      sendBy: budget.deadline - MIN_LEFT_MS,
      abortGraceMs: CREATE_GRACE_MS,
      onSend() {
        options.onSend?.();
        emit({ kind: "create-sent", key });
      },
    });
    if (reply.kind === "accepted") return reply;
    if (reply.kind === "reply-lost") {
      throwIfCancelled(signal);
      return reply;
    }
    emit({ kind: "create-refused" });
    throwIfCancelled(signal);
    const failure = { ...reply, message: `requesting a backup: ${reply.message}` };
    if (failure.kind !== "retryable") throw new GateClosed(verdictOf(failure));
    if (failure.reason !== "not-sent") latest = failure;
    await backOff(latest ?? failure, failures, context);
  }
}
