import type { RetryableFailure } from "../model/reply.ts";
import type { Verdict } from "../model/verdict.ts";
import { capitalize, endSentence } from "../util/sentence.ts";

/**
 * The verdict of a step whose create request was refused but may have created a backup: it names the key.
 * @param busy the latest refusal, if it says that a backup was in progress: that may be ours.
 */
export function inDoubt(verdict: Verdict, key: string, busy?: RetryableFailure): Verdict {
  const message = `${verdict.message} If a backup was created anyway, its description shows the key ${key}.`;
  if (verdict.result === "cancelled") return { ...verdict, message, cause: "unresolved" };
  if (busy === undefined || verdict.cause === "busy") return { ...verdict, message };
  const cause = verdict.result === "unavailable" ? (verdict.cause ?? "busy") : verdict.cause;
  return { ...verdict, message: `${capitalize(endSentence(busy.message))} ${message}`, cause };
}
