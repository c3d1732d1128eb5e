import { retryAfterMs } from "../backoff.ts";
import type { Clock } from "../clock.ts";
import { harmless, type Scrub } from "../foreign.ts";
import type { Looker, Patience } from "../gate.ts";
import type { BackupId, InstallId } from "../ids.ts";
import type { Look } from "../judge.ts";
import { parseBackup, parseErrorMessages } from "./schema.ts";
import type { Answer, Transport } from "./transport.ts";

export interface Client {
  /** A looker at one backup: `GET /installs/{install_id}/backups/{backup_id}`. */
  watch(installId: InstallId, backupId: BackupId): Looker;
}

/** Where the row of 500s begins to look like another code in disguise. */
const PUZZLING_500S = 3;

/** @param apiUrl without a slash at its end. */
export function createClient(
  apiUrl: string,
  transport: Transport,
  clock: Clock,
  scrub: Scrub,
): Client {
  const get = async (path: string, { withinMs, signal }: Patience): Promise<Answer> =>
    transport({ method: "GET", url: `${apiUrl}${path}`, withinMs, signal });

  return {
    watch(installId, backupId) {
      const backups = `/installs/${installId}/backups`;
      let internalErrorsInARow = 0;
      let listingSays = "";

      return async (patience) => {
        const begunAt = clock.now();
        const answer = await get(`${backups}/${backupId}`, patience);
        const look = lookFrom(answer, backupId);
        const isInternalError = answer.kind === "answered" && answer.status === 500;
        internalErrorsInARow = isInternalError ? internalErrorsInARow + 1 : 0;
        if (look.kind !== "failed" || internalErrorsInARow < PUZZLING_500S) return look;
        if (listingSays !== "") return { ...look, message: look.message + listingSays };

        const withinMs = patience.withinMs - (clock.now() - begunAt);
        if (look.retryAfterMs !== undefined || withinMs <= 0) return look;
        // The gateway in front turns codes that its description of show does not list (403) into 500.
        const listing = await get(`${backups}?limit=1`, { withinMs, signal: patience.signal });
        listingSays = `; the listing of this install's backups: ${describe(listing)}`;
        return { ...look, message: look.message + listingSays, retryAfterMs: hintOf(listing) };
      };
    },
  };

  function lookFrom(answer: Answer, backupId: BackupId): Look {
    const message = describe(answer);
    if (answer.kind === "unanswered") {
      return answer.hopeless
        ? { kind: "permanent", result: "unavailable", message }
        : { kind: "failed", message, answered: false };
    }
    const { status } = answer;
    const failed = (fault: string): Look => ({
      kind: "failed",
      message: fault,
      answered: status === 429,
      retryAfterMs: hintOf(answer),
    });
    if (status === 200) {
      if (answer.body.kind === "unreadable") return failed(`${message}, but ${answer.body.fault}`);
      const backup = parseBackup(answer.body.text, scrub);
      if (typeof backup === "string") return failed(`${message}, but ${backup}`);
      if (backup.id !== backupId)
        return failed(`${message}, but for another backup (${backup.id})`);
      return { kind: "backup", backup, retryAfterMs: hintOf(answer) };
    }
    if (status < 300) return failed(`${message}, where 200 was expected`);
    if (status === 408 || status === 425 || status === 429 || status >= 500) return failed(message);
    if (status === 404) return { kind: "absent", message, retryAfterMs: hintOf(answer) };
    const result = status === 401 || status === 403 ? "unauthorized" : "rejected";
    return { kind: "permanent", result, message };
  }

  /** What came back, in words that are safe to print. */
  function describe(answer: Answer): string {
    if (answer.kind === "unanswered") return harmless(scrub(answer.fault));
    const { status, statusLine, location, body } = answer;
    const target = location === undefined ? "" : ` (to ${harmless(scrub(location))}, not followed)`;
    const explained = status >= 300 && body.kind === "text";
    const messages = explained ? parseErrorMessages(body.text, scrub) : "";
    return `The API answered ${statusLine}${target}${messages && `: ${messages}`}`;
  }

  function hintOf(answer: Answer): number | undefined {
    if (answer.kind === "unanswered") return undefined;
    return retryAfterMs(answer.retryAfter, answer.date, clock.epoch());
  }
}
