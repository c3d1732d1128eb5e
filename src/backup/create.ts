import type { Sighting } from "../model/backup.ts";
import { GateClosed } from "../model/errors.ts";
import type { Context } from "../schedule/context.ts";
import { throwIfCancelled } from "../schedule/retry.ts";
import type { BackupEvent } from "./events.ts";
import { recoverBackup } from "./recover.ts";
import { type BackupOrder, sendCreate } from "./send.ts";

const MAX_SENDS = 3;

/**
 * Creates one backup. If the reply is lost, it looks for the backup by its key, and sends the request again only once that
 * can no longer create a second one.
 * @throws GateClosed if there is no backup to wait for.
 */
export async function createBackup(
  order: BackupOrder,
  context: Context<BackupEvent>,
): Promise<Sighting> {
  const { clock, budget, emit } = context;
  const firstSentAt = clock.now();
  for (let send = 1; ; send += 1) {
    const reply = await sendCreate(order, context);
    if (reply.kind === "accepted") {
      const { backup, serverMs } = reply;
      emit({ kind: "chosen", backup, source: "requested" });
      throwIfCancelled(context.signal);
      return { backup, serverMs };
    }
    const lost = { order, firstSentAt, lostAt: clock.now(), message: reply.message };
    const recovered = await recoverBackup(lost, context);
    if (recovered !== undefined) {
      emit({ kind: "chosen", backup: recovered.backup, source: "recovered" });
      return recovered;
    }
    emit({ kind: "none-created" });
    if (send === MAX_SENDS) {
      throw new GateClosed({
        result: "unavailable",
        message: `A backup was requested ${MAX_SENDS} times, and each time the answer was lost and no backup came of it.`,
      });
    }
    if (clock.now() < budget.deadline)
      emit({ kind: "resending", send: send + 1, sends: MAX_SENDS });
  }
}
