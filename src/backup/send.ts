import { GateClosed } from "../model/errors.ts";
import type { InstallId } from "../model/ids.ts";
import type { CreateReply } from "../model/reply.ts";
import type { NewBackupSpec } from "../model/target.ts";
import { timedOutWhile } from "../model/timed-out.ts";
import type { Context } from "../schedule/context.ts";
import { requestOptions } from "../schedule/deadline.ts";
import { CREATE_GRACE_MS } from "../schedule/last-seconds.ts";
import { throwIfCancelled } from "../schedule/retry.ts";
import type { BackupEvent } from "./events.ts";
import type { Recipients } from "./recipients.ts";

/** The backup to create. */
export interface BackupOrder {
  readonly installId: InstallId;
  readonly spec: NewBackupSpec;
  readonly recipients: Recipients;
  /** At the beginning of its description; no other backup has it. */
  readonly key: string;
  /** If a recent backup will do: how old it may be. */
  readonly maxAgeMs?: number | undefined;
  /** When a request for it may be sent at the latest (monotonic ms), if that is before the deadline. */
  readonly sendBy?: number | undefined;
}

/** The least time that must be left for a create request to be sent. */
const MIN_LEFT_MS = 1;

/**
 * Sends a create request once.
 * @param emails whom WP Engine emails.
 * @param onSend called when it is sent: not if the rate limiter or the deadline keeps it from that.
 * @throws GateClosed if the time is up, or the step is canceled and no backup was created.
 */
export async function sendCreate(
  { installId, spec, key, sendBy: latest = Infinity }: BackupOrder,
  emails: readonly string[],
  context: Context<BackupEvent>,
  onSend: () => void,
): Promise<CreateReply> {
  const { api, clock, budget, signal, emit } = context;
  const sendBy = Math.min(latest, budget.deadline);
  if (clock.now() >= sendBy) {
    throw new GateClosed(timedOutWhile("there is no backup.", "timed-out", budget));
  }
  throwIfCancelled(signal);
  const options = requestOptions(context);
  const body = { description: spec.describe(key), emails };
  const reply = await api.createBackup(installId, body, {
    ...options,
    sendBy: sendBy - MIN_LEFT_MS,
    abortGraceMs: CREATE_GRACE_MS,
    onSend() {
      options.onSend?.();
      onSend();
      emit({ kind: "create-sent", key });
    },
  });
  if (reply.kind === "accepted") return reply;
  if (reply.kind === "retryable") emit({ kind: "create-refused" });
  throwIfCancelled(signal);
  return reply;
}
