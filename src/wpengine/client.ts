import { ageMs } from "../age.ts";
import type { Clock } from "../clock.ts";
import { harmless, type Scrub } from "../foreign.ts";
import type { Historian } from "../gate.ts";
import { pastDurationsMs } from "../history.ts";
import type { BackupId, InstallId } from "../ids.ts";
import type { FailedLook, Look } from "../judge.ts";
import type { Looker, Patience } from "../look.ts";
import { parseBackup, parseBackups, parseErrorMessages } from "./schema.ts";
import type { Answer, Transport } from "./transport.ts";

export interface Client {
  /** A looker at one backup: `GET /installs/{install_id}/backups/{backup_id}`. */
  watch(installId: InstallId, backupId: BackupId): Looker;
  /** The reader of an install's past, from one page of `GET /installs/{install_id}/backups`. */
  historyOf(installId: InstallId): Historian;
}

/** Where a row of 500s begins to look like another code in disguise, and how long the answer to that may take. */
const PUZZLING_500S = 3;
const SECOND_OPINION_MS = 2_000;
/** The most that the API lists on a page. */
const PAGE_ROWS = 100;

/** @param apiUrl without a slash at its end. */
export function createClient(
  apiUrl: string,
  transport: Transport,
  clock: Clock,
  scrub: Scrub,
): Client {
  return {
    watch(installId, backupId) {
      const backups = `/installs/${installId}/backups`;
      let internalErrorsInARow = 0;
      let opinion: string | undefined;

      return async (patience) => {
        const begunAt = clock.now();
        const answer = await get(`${backups}/${backupId}`, patience);
        const isInternalError = answer.kind === "answered" && answer.status === 500;
        internalErrorsInARow = isInternalError ? internalErrorsInARow + 1 : 0;
        const look = lookFrom(answer, backupId);
        if (internalErrorsInARow < PUZZLING_500S) return look;

        // The gateway in front turns codes that its description of show does not list (403, say) into 500. The
        // listing may tell which; it is asked once in a row of them.
        if (internalErrorsInARow === PUZZLING_500S) opinion = undefined;
        const leftMs = patience.withinMs - (clock.now() - begunAt);
        if (opinion !== undefined || look.quietUntil !== undefined || leftMs <= 0) {
          return withOpinion(look, opinion);
        }
        const withinMs = Math.min(leftMs, SECOND_OPINION_MS);
        const listing = await get(`${backups}?limit=1`, { ...patience, withinMs });
        opinion = describe(listing);
        return { ...withOpinion(look, opinion), quietUntil: listing.quietUntil };
      };
    },

    historyOf(installId) {
      return async (patience) => {
        const answer = await get(`/installs/${installId}/backups?limit=${PAGE_ROWS}`, patience);
        const isPage = answer.kind === "answered" && answer.status === 200;
        const body = isPage && answer.body.kind === "text" ? answer.body.text : "";
        const backups = parseBackups(body, scrub);
        if (backups === undefined) return failedLook(answer, `Past backups: ${describe(answer)}`);
        return {
          kind: "history",
          pastMs: pastDurationsMs(backups),
          quietUntil: answer.quietUntil,
        };
      };
    },
  };

  function get(path: string, { withinMs, signal }: Patience): Promise<Answer> {
    return transport({ method: "GET", url: `${apiUrl}${path}`, withinMs, signal });
  }

  function lookFrom(answer: Answer, backupId: BackupId): Look {
    const message = describe(answer);
    const { quietUntil } = answer;
    if (answer.kind === "unanswered") {
      return answer.hopeless
        ? { kind: "permanent", result: "unavailable", message }
        : failedLook(answer, message);
    }
    const { status, body } = answer;
    const failed = (fault: string): FailedLook => failedLook(answer, fault);
    if (status === 200) {
      if (body.kind === "unreadable") return failed(`${message}, but ${body.fault}`);
      const backup = parseBackup(body.text, scrub);
      if (typeof backup === "string") return failed(`${message}, but ${backup}`);
      if (backup.id !== backupId)
        return failed(`${message}, but for another backup (${backup.id})`);
      return {
        kind: "backup",
        backup,
        ageMs: ageMs(backup.createdAt?.epochMs, answer.epochMs),
        quietUntil,
      };
    }
    if (status < 300) return failed(`${message}, where 200 was expected`);
    if (status === 408 || status === 425 || status === 429 || status >= 500) return failed(message);
    if (status === 404) return { kind: "absent", message, quietUntil };
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
}

function failedLook(answer: Answer, message: string): FailedLook {
  const { quietUntil } = answer;
  const answered = answer.kind === "answered" ? answer.status === 429 : quietUntil !== undefined;
  return { kind: "failed", message, answered, quietUntil };
}

function withOpinion(look: Look, opinion: string | undefined): Look {
  if (look.kind !== "failed" || opinion === undefined) return look;
  return { ...look, message: `${look.message}; the listing of this install's backups: ${opinion}` };
}
