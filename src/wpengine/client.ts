import type { RequestOptions } from "../model/request-options.ts";
import type { Clock } from "../util/clock.ts";
import { sanitize, type Redact } from "../util/sanitize.ts";
import type { BackupId, InstallId } from "../model/ids.ts";
import type {
  RetryableFailure,
  ListingPage,
  BackupReply,
  Page,
  Failure,
  CreateReply,
} from "../model/reply.ts";
import type { Looker, PageReader, Requester } from "../model/api.ts";
import type { Backup, Install } from "../model/backup.ts";
import { parseBackups, parseInstalls } from "./parse-page.ts";
import { parseBackup, parseErrorMessages } from "./parse-backup.ts";
import type { Answer, Transport } from "./http/transport.ts";

export interface Client {
  /** A looker at one backup: `GET /installs/{install_id}/backups/{backup_id}`. */
  watch(installId: InstallId, backupId: BackupId): Looker;
  /** A reader of `GET /installs/{install_id}/backups`. */
  backupsOf(installId: InstallId): PageReader<Backup>;
  /** A reader of `GET /installs`. */
  readonly installs: PageReader<Install>;
  /** A requester of one backup: `POST /installs/{install_id}/backups`. */
  requesterOf(installId: InstallId, emails: readonly string[]): Requester;
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
  redact: Redact,
): Client {
  return {
    watch(installId, backupId) {
      const backups = `/installs/${installId}/backups`;
      let internalErrorsInARow = 0;
      let opinion: string | undefined;

      return async (patience) => {
        let begunAt = clock.now();
        const onSend = (): void => {
          begunAt = clock.now();
          patience.onSend?.();
        };
        const answer = await get(`${backups}/${backupId}`, { ...patience, onSend });
        const isInternalError = answer.kind === "answered" && answer.status === 500;
        internalErrorsInARow = isInternalError ? internalErrorsInARow + 1 : 0;
        const look = lookFrom(answer, backupId);
        if (internalErrorsInARow < PUZZLING_500S) return look;

        // The gateway in front turns codes that its description of show does not list (403, say) into 500. The
        // listing may tell which; it is asked once in a row of them.
        if (internalErrorsInARow === PUZZLING_500S) opinion = undefined;
        const leftMs = patience.timeoutMs - (clock.now() - begunAt);
        if (opinion !== undefined || look.retryAt !== undefined || leftMs <= 0) {
          return withOpinion(look, opinion);
        }
        const timeoutMs = Math.min(leftMs, SECOND_OPINION_MS);
        const listing = await get(`${backups}?limit=1`, { ...patience, timeoutMs });
        opinion = describe(listing);
        return { ...withOpinion(look, opinion), retryAt: listing.retryAt };
      };
    },

    backupsOf: (installId) => pages(`/installs/${installId}/backups`, parseBackups),
    installs: pages("/installs", parseInstalls),

    requesterOf(installId, emails) {
      return async (description, patience) => {
        const url = `${apiUrl}/installs/${installId}/backups`;
        const json = JSON.stringify({ description, notification_emails: emails });
        return requestReplyFrom(await transport({ ...patience, method: "POST", url, json }));
      };
    },
  };

  function get(path: string, patience: RequestOptions): Promise<Answer> {
    return transport({ ...patience, method: "GET", url: `${apiUrl}${path}` });
  }

  /** Pages by their offsets: a listing's `next` is an address that somebody else has made, and is never followed. */
  function pages<T>(
    path: string,
    parse: (body: string, redact: Redact) => Page<T> | undefined,
  ): PageReader<T> {
    return async (offset, patience): Promise<ListingPage<T> | Failure> => {
      const from = offset === 0 ? "" : `&offset=${offset}`;
      const answer = await get(`${path}?limit=${PAGE_ROWS}${from}`, patience);
      if (answer.kind === "unanswered" || answer.status !== 200) return refusalFrom(answer);
      const { body, retryAt, epochMs: serverMs, isOurClock } = answer;
      const page = body.kind === "text" ? parse(body.text, redact) : undefined;
      if (page !== undefined) return { kind: "page", ...page, serverMs, isOurClock, retryAt };
      const fault = body.kind === "unreadable" ? body.fault : "the body is no page of a listing";
      return failed(answer, `${describe(answer)}, but ${fault}`);
    };
  }

  function lookFrom(answer: Answer, backupId: BackupId): BackupReply {
    if (answer.kind === "unanswered" || answer.status !== 200) return refusalFrom(answer);
    const backup = backupFrom(answer);
    if (typeof backup === "string") return failed(answer, `${describe(answer)}, but ${backup}`);
    if (backup.id !== backupId) {
      return failed(answer, `${describe(answer)}, but for another backup (${backup.id})`);
    }
    const { epochMs: serverMs, retryAt } = answer;
    return { kind: "backup", backup, serverMs, retryAt };
  }

  /** What an answer means that brings nothing of what was asked for. */
  function refusalFrom(answer: Answer): Failure {
    const message = describe(answer);
    if (answer.kind === "unanswered") {
      return answer.hopeless
        ? { kind: "fatal", result: "unavailable", message, stepWide: message }
        : failed(answer, message);
    }
    const { status, retryAt } = answer;
    if (status < 300) return failed(answer, `${message}, where 200 was expected`);
    if (mayPass(status)) return failed(answer, message);
    if (status === 404) return { kind: "not-found", message, retryAt };
    const result = status === 401 || status === 403 ? "unauthorized" : "rejected";
    const stepWide = status === 401 ? message : undefined;
    return { kind: "fatal", result, message, stepWide };
  }

  /**
   * What has come of a request for a backup. It may have been carried out unless it is known not to have reached the
   * server, or the server has refused it in so many words.
   */
  function requestReplyFrom(answer: Answer): CreateReply {
    const { retryAt } = answer;
    if (answer.kind === "unanswered") {
      const message = describe(answer);
      return answer.unsent ? refusalFrom(answer) : { kind: "reply-lost", message, retryAt };
    }
    const { status } = answer;
    if (status < 300) {
      const backup = backupFrom(answer);
      if (typeof backup === "object") {
        return { kind: "accepted", backup, serverMs: answer.epochMs, retryAt };
      }
      return { kind: "reply-lost", message: `${describe(answer)}, but ${backup}`, retryAt };
    }
    if (status === 429 || !mayPass(status)) return refusalFrom(answer);
    return { kind: "reply-lost", message: describe(answer), retryAt };
  }

  function backupFrom({ body }: Extract<Answer, { kind: "answered" }>): Backup | string {
    return body.kind === "unreadable" ? body.fault : parseBackup(body.text, redact);
  }

  /** What came back, in words that are safe to print. */
  function describe(answer: Answer): string {
    if (answer.kind === "unanswered") return sanitize(redact(answer.fault));
    const { status, statusLine, location, body } = answer;
    const target =
      location === undefined ? "" : ` (to ${sanitize(redact(location))}, not followed)`;
    const explained = status >= 300 && body.kind === "text";
    const messages = explained ? parseErrorMessages(body.text, redact) : "";
    return `The API answered ${statusLine}${target}${messages && `: ${messages}`}`;
  }
}

/** Whether a status is one that may be another when asked again. */
function mayPass(status: number): boolean {
  return status === 408 || status === 425 || status === 429 || status >= 500;
}

function failed(answer: Answer, message: string): RetryableFailure {
  const { retryAt } = answer;
  if (answer.kind === "answered") {
    return { kind: "retryable", message, answered: answer.status === 429, retryAt };
  }
  const { unbegun, hasAnswered } = answer;
  const answered = unbegun === true ? hasAnswered === true : retryAt !== undefined;
  return { kind: "retryable", message, answered, unbegun, retryAt };
}

function withOpinion(look: BackupReply, opinion: string | undefined): BackupReply {
  if (look.kind !== "retryable" || opinion === undefined) return look;
  return { ...look, message: `${look.message}; the listing of this install's backups: ${opinion}` };
}
