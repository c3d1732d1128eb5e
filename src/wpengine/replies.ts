import type { Backup } from "../model/backup.ts";
import type { BackupId } from "../model/ids.ts";
import type {
  BackupReply,
  CreateReply,
  Failure,
  ListingPage,
  RetryableFailure,
} from "../model/reply.ts";
import { type Redact, sanitize } from "../util/sanitize.ts";
import type { NotSent } from "./http/rate-limited.ts";
import type { Answer, Answered } from "./http/transport.ts";
import { parseBackup, parseErrorMessages } from "./parse-backup.ts";
import type { ParsePage } from "./parse-page.ts";

/** What an answer to `showBackup` returns of the backup that was asked for. */
export function backupReply(
  answer: Answer | NotSent,
  backupId: BackupId,
  redact: Redact,
): BackupReply {
  if (answer.kind !== "answered" || answer.status !== 200) return failureOf(answer, redact);
  const backup = backupIn(answer, redact);
  if (typeof backup === "string") return unusable(answer, backup, redact);
  if (backup.id !== backupId) return unusable(answer, `for another backup (${backup.id})`, redact);
  return { kind: "backup", backup, serverMs: answer.epochMs };
}

/** What an answer to `listBackups` or `listInstalls` returns. */
export function listingPage<T>(
  answer: Answer | NotSent,
  parse: ParsePage<T>,
  redact: Redact,
): ListingPage<T> | Failure {
  if (answer.kind !== "answered" || answer.status !== 200) return failureOf(answer, redact);
  const { body, epochMs: serverMs, isOurClock, cachedForMs } = answer;
  if (body.kind === "unreadable") return unusable(answer, body.fault, redact);
  const page = parse(body.text, redact);
  if (page === undefined) return unusable(answer, "the body is no page of a listing", redact);
  return { kind: "page", ...page, serverMs, isOurClock, isCached: cachedForMs > 0 };
}

/**
 * What an answer to `createBackup` returns. WP Engine may have created a backup unless the request surely did not reach it,
 * or it replied with a refusal.
 */
export function createReply(answer: Answer | NotSent, redact: Redact): CreateReply {
  const lost = (message: string): CreateReply => ({ kind: "reply-lost", message });
  const message = describe(answer, redact);
  if (answer.kind !== "answered") {
    const isSent = answer.kind === "unanswered" && !answer.unsent;
    return isSent ? lost(message) : failureOf(answer, redact);
  }
  const { status, epochMs: serverMs } = answer;
  if (status < 300) {
    const backup = backupIn(answer, redact);
    if (typeof backup === "string") return lost(`${message}, but ${backup}`);
    return { kind: "accepted", backup, serverMs };
  }
  return status === 429 || !mayPass(status) ? failureOf(answer, redact) : lost(message);
}

/** An answer in words that are safe to print. */
export function describe(answer: Answer | NotSent, redact: Redact): string {
  if (answer.kind === "not-sent") return "not asked, for its turn had not come in time";
  if (answer.kind === "unanswered") return sanitize(redact(answer.fault));
  const { status, statusLine, location, body } = answer;
  const target = location === undefined ? "" : ` (to ${sanitize(redact(location))}, not followed)`;
  const isExplained = status >= 300 && body.kind === "text";
  const messages = isExplained ? parseErrorMessages(body.text, redact) : "";
  return `The API answered ${statusLine}${target}${messages && `: ${messages}`}`;
}

/** The failure that an answer is, if it returns nothing of what was asked for. */
function failureOf(answer: Answer | NotSent, redact: Redact): Failure {
  const message = describe(answer, redact);
  if (answer.kind === "not-sent") {
    const { hasApiReplied, hasRetryAfter } = answer;
    return { kind: "retryable", message, reason: "not-sent", hasApiReplied, hasRetryAfter };
  }
  if (answer.kind === "unanswered") {
    if (!answer.hopeless) return { kind: "retryable", message, reason: "no-answer" };
    const cause = "certificate";
    return { kind: "fatal", result: "unavailable", message, stepWide: message, cause };
  }
  const { status } = answer;
  const hint = answer.hasRetryAfter ? { hasRetryAfter: true } : {};
  if (status < 300) return retryable(answer, `${message}, where 200 was expected`);
  if (mayPass(status)) return retryable(answer, message);
  if (status === 404) return { kind: "not-found", message, ...hint };
  const result = status === 401 || status === 403 ? "unauthorized" : "rejected";
  const stepWide = status === 401 ? message : undefined;
  return { kind: "fatal", result, message, stepWide, ...hint };
}

/** Whether a later request may get another status. */
function mayPass(status: number): boolean {
  return status === 408 || status === 425 || status === 429 || status >= 500;
}

function unusable(answer: Answered, fault: string, redact: Redact): RetryableFailure {
  return retryable(answer, `${describe(answer, redact)}, but ${fault}`);
}

function retryable({ status, hasRetryAfter }: Answered, message: string): RetryableFailure {
  const reason = status === 429 ? "rate-limited" : "no-answer";
  return { kind: "retryable", message, reason, hasRetryAfter };
}

function backupIn({ body }: Answered, redact: Redact): Backup | string {
  return body.kind === "unreadable" ? body.fault : parseBackup(body.text, redact);
}
