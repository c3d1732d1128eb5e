import { GateClosed } from "../model/errors.ts";
import { throwIfCancelled } from "../schedule/retry.ts";
import { findAgain } from "./recover.ts";
import { type Requested, type CreateOptions, sendOnce } from "./send.ts";

const MAX_SENDS = 3;

/**
 * Requests one backup. Where the answer is lost it is looked for by its key, and sent again only when no backup can come
 * of it any more.
 * @throws GateClosed where there is none to wait for.
 */
export async function requestBackup(options: CreateOptions): Promise<Requested> {
  const { clock, watcher } = options;
  const key = options.newKey();
  const firstSentAt = clock.now();
  for (let send = 1; ; send += 1) {
    const reply = await sendOnce(key, options);
    if (reply.kind === "accepted") {
      watcher.progressed({ kind: "taken", backup: reply.backup, source: "requested" });
      throwIfCancelled(options.signal);
      const { backup, serverMs, retryAt } = reply;
      return { backup, serverMs, source: "requested", retryAt };
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
