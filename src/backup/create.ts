import { GateClosed } from "../model/errors.ts";
import { throwIfCancelled } from "../schedule/retry.ts";
import { recoverBackup } from "./recover.ts";
import { type CreatedBackup, type CreateOptions, sendOnce } from "./send.ts";

const MAX_SENDS = 3;

/**
 * Requests one backup. Where the answer is lost it is looked for by its key, and sent again only when no backup can come
 * of it any more.
 * @throws GateClosed where there is none to wait for.
 */
export async function createBackup(options: CreateOptions): Promise<CreatedBackup> {
  const { clock, watcher } = options;
  const key = options.newKey();
  const firstSentAt = clock.now();
  for (let send = 1; ; send += 1) {
    const reply = await sendOnce(key, options);
    if (reply.kind === "accepted") {
      watcher.progressed({ kind: "chosen", backup: reply.backup, source: "requested" });
      throwIfCancelled(options.signal);
      const { backup, serverMs, retryAt } = reply;
      return { backup, serverMs, source: "requested", retryAt };
    }
    const found = await recoverBackup({ key, firstSentAt, lostAt: clock.now(), reply }, options);
    if (found !== undefined) {
      watcher.progressed({ kind: "chosen", backup: found.backup, source: "recovered" });
      return { ...found, source: "recovered" };
    }
    watcher.progressed({ kind: "none-created" });
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
