import { GateClosed } from "../model/errors.ts";
import type { FinalFailure, RetryableFailure, RetryEvent } from "../model/reply.ts";
import type { NewBackupSpec } from "../model/target.ts";
import { timedOutAfter } from "../model/timed-out.ts";
import type { Context } from "../schedule/context.ts";
import { requestOptions } from "../schedule/deadline.ts";
import { Refusals } from "../schedule/refusals.ts";
import { askAgain, backOff, retryAfterTooLong, throwIfCancelled } from "../schedule/retry.ts";

/** Whom WP Engine emails about the new backups of a step. */
export class Recipients {
  /** The API user's address, for all gates. The first gate that needs it sends the request. */
  #ofUser: Promise<string> | undefined;

  /**
   * The addresses of the input `notification-emails`, or else that of the API user.
   * @throws GateClosed if it cannot be found, for every gate that needs it.
   */
  async of({ emails }: NewBackupSpec, context: Context<RetryEvent>): Promise<readonly string[]> {
    if (emails.length > 0) return emails;
    this.#ofUser ??= askForUser(context);
    return [await this.#ofUser];
  }
}

/** @throws GateClosed if a failure is final, the time is up, or the step is canceled. */
async function askForUser(context: Context<RetryEvent>): Promise<string> {
  const { api, budget, signal } = context;
  const refusals = new Refusals();
  let latest: RetryableFailure | undefined;
  for (let failures = 1; ; failures += 1) {
    const reply = await api.showUser(requestOptions(context));
    throwIfCancelled(signal);
    if (reply.kind === "user") return reply.email;
    const failure = { ...reply, message: inWords(reply) };
    if (failure.kind !== "retryable") {
      await askAgain(failure, failures, refusals, context);
      continue;
    }
    if (failure.reason === "not-sent") {
      const tooLong = retryAfterTooLong(context, latest);
      throw new GateClosed(tooLong ?? timedOutAfter(latest ?? failure, budget));
    }
    latest = failure;
    await backOff(failure, failures, context);
  }
}

function inWords(failure: RetryableFailure | FinalFailure): string {
  const { message } = failure;
  if (failure.kind !== "fatal" || failure.result !== "invalid-input") {
    return `looking up the address for notification-emails: ${message}`;
  }
  return `the input notification-emails is empty, and the API did not return the API user's address: ${message}`;
}
