import type { Backup } from "../model/backup.ts";
import { isEmailAddress } from "../model/email.ts";
import type { BackupId } from "../model/ids.ts";
import type {
  BackupReply,
  CreateReply,
  Failure,
  ListingPage,
  RetryableFailure,
  UserReply,
} from "../model/reply.ts";
import { type Redact, sanitize } from "../util/sanitize.ts";
import type { NotSent } from "./http/rate-limited.ts";
import type { Answer, Answered } from "./http/transport.ts";
import { type ErrorBody, parseErrorBody } from "./error-body.ts";
import { parseBackup, parseObject, textOf } from "./parse-backup.ts";
import type { ParsePage } from "./parse-page.ts";
import { mayPass, meaningOf } from "./refusals.ts";

/** What an answer to `showBackup` says about the requested backup. */
export function backupReply(
  answer: Answer | NotSent,
  backupId: BackupId,
  redact: Redact,
): BackupReply {
  if (answer.kind !== "answered" || answer.status !== 200) return failureOf(answer, redact);
  const backup = backupIn(answer, redact);
  if (typeof backup === "string") return unusable(answer, backup, redact);
  if (backup.id !== backupId) return unusable(answer, `for another backup (${backup.id})`, redact);
  return { kind: "backup", backup, serverMs: answer.epochMs, isOurClock: answer.isOurClock };
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
  if (page === undefined) return unusable(answer, "the body is not a page of a list", redact);
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
  const { status, epochMs: serverMs, isOurClock } = answer;
  if (status < 300) {
    const backup = backupIn(answer, redact);
    if (typeof backup === "string") return lost(`${message}, but ${backup}`);
    return { kind: "accepted", backup, serverMs, isOurClock };
  }
  const isLost = mayPass(status) && status !== 429;
  return isLost ? lost(message) : failureOf(answer, redact, true);
}

const NO_ADDRESS = { kind: "fatal", result: "invalid-input", cause: "no-address" } as const;

/**
 * What an answer to `showUser` returns.
 * @param redact must remove the address too, which is not known before.
 */
export function userReply(answer: Answer | NotSent, redact: Redact): UserReply {
  if (answer.kind !== "answered" || answer.status !== 200) {
    const failure = failureOf(answer, redact);
    const isForbidden = failure.kind === "fatal" && failure.result === "unauthorized";
    const isUserless = failure.kind === "not-found" || (isForbidden && !failure.isGeneral);
    return isUserless ? { ...failure, ...NO_ADDRESS } : failure;
  }
  const { body } = answer;
  if (body.kind === "unreadable") return unusable(answer, body.fault, redact);
  const user = parseObject(body.text);
  if (user === undefined) return unusable(answer, "the body is not a JSON object", redact);
  const email = textOf(user["email"]);
  if (isEmailAddress(email)) return { kind: "user", email };
  return { ...NO_ADDRESS, message: `${describe(answer, redact)} without a valid email address` };
}

/** An answer in words that are safe to print. */
export function describe(answer: Answer | NotSent, redact: Redact): string {
  if (answer.kind === "not-sent")
    return "no request was sent, because the rate limit did not permit one in time";
  if (answer.kind === "unanswered") return sanitize(redact(answer.fault));
  const { status, statusLine, location } = answer;
  const target = location === undefined ? "" : ` (to ${sanitize(redact(location))}, not followed)`;
  const { isWebPage, reasons } = errorBodyOf(answer, redact);
  const words = [...new Set(reasons)].join("; ");
  if (isWebPage && status >= 400 && status !== 401 && !mayPass(status)) {
    const title = words && ` ("${words}")`;
    return `The reply was ${statusLine} with a web page${title} instead of JSON, so the API did not send it`;
  }
  return `The API answered ${statusLine}${target}${words && `: ${words}`}`;
}

/** The failure that an answer means, if it lacks what was requested. */
function failureOf(answer: Answer | NotSent, redact: Redact, isCreate = false): Failure {
  const message = describe(answer, redact);
  if (answer.kind === "not-sent") {
    const { hasApiReplied, hasRetryAfter } = answer;
    return { kind: "retryable", message, reason: "not-sent", hasApiReplied, hasRetryAfter };
  }
  if (answer.kind === "unanswered") {
    const { untrusted: cause } = answer;
    if (cause === undefined) return { kind: "retryable", message, reason: "no-answer" };
    return { kind: "fatal", result: "unavailable", message, messageForAll: message, cause };
  }
  const { status, hasRetryAfter } = answer;
  if (status < 300) return retryable(answer, `${message} instead of 200`);
  const { isWebPage, isUnknownPath } = errorBodyOf(answer, redact);
  const meaning = meaningOf({ status, hasRetryAfter, isWebPage, isUnknownPath, isCreate });
  if (meaning.kind === "retryable") return { ...meaning, message, hasRetryAfter };
  const failure = { ...meaning, message, ...(hasRetryAfter ? { hasRetryAfter } : {}) };
  const isForAll = status === 401 && failure.kind === "fatal";
  return isForAll ? { ...failure, messageForAll: message } : failure;
}

function errorBodyOf(answer: Answered, redact: Redact): ErrorBody {
  const { status, statusLine, contentType = "", body } = answer;
  const text = status >= 300 && body.kind === "text" ? body.text : "";
  return parseErrorBody(text, { contentType, statusLine }, redact);
}

function unusable(answer: Answered, fault: string, redact: Redact): RetryableFailure {
  return retryable(answer, `${describe(answer, redact)}, but ${fault}`);
}

function retryable({ hasRetryAfter }: Answered, message: string): RetryableFailure {
  return { kind: "retryable", message, reason: "no-answer", hasRetryAfter };
}

function backupIn({ body }: Answered, redact: Redact): Backup | string {
  return body.kind === "unreadable" ? body.fault : parseBackup(body.text, redact);
}
