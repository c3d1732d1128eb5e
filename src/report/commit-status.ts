import * as core from "@actions/core";
import { STATUS_CALL_MS } from "../schedule/last-seconds.ts";
import type { Clock } from "../util/clock.ts";
import { childSignal } from "../util/abort.ts";
import type { StatusWish } from "../model/settings.ts";
import { formatDuration } from "../util/duration.ts";
import { messageOf } from "../util/error-text.ts";
import { sanitize, type Redact } from "../util/sanitize.ts";
import { endSentence } from "../util/sentence.ts";
import { isGood, type Result, type Verdict } from "../model/verdict.ts";
import type { CommitStatus, Reception } from "./github/index.ts";

type State = CommitStatus["state"];

/** What a verdict is beside a commit: the backup's failure, or an error on the way to it. */
export const STATES: Readonly<Record<Result, State>> = {
  completed: "success",
  requested: "pending",
  aborted: "failure",
  "timed-out": "failure",
  stale: "failure",
  "not-found": "failure",
  unavailable: "error",
  unauthorized: "error",
  rejected: "error",
  "invalid-input": "error",
  cancelled: "error",
  error: "error",
};

/** GitHub's limit. */
const DESCRIPTION_CHARS = 140;
/** Nobody waits for it. */
const PENDING_MS = 10_000;

/**
 * The commit status of a step. Whatever goes wrong with it is told once, and goes no further.
 * See docs/adr/0011-a-commit-status-on-the-side.md.
 */
export class StatusPublisher {
  readonly #wish: StatusWish;
  readonly #clock: Clock;
  readonly #redact: Redact;
  readonly #pendingCut = new AbortController();
  #pending: Promise<void> | undefined;
  #hasWarned = false;

  constructor(wish: StatusWish, clock: Clock, redact: Redact) {
    this.#wish = { ...wish, context: redact(wish.context) };
    this.#clock = clock;
    this.#redact = redact;
  }

  /** Publishes, beside all else, that the step is under way. */
  begin(description: string): void {
    this.#pending = this.#publish("pending", description, PENDING_MS, this.#pendingCut.signal);
  }

  /**
   * Publishes the verdict.
   * @param leftMs what the step has left, for the verdict and for what is left of `begin`.
   */
  async end(verdict: Verdict, leftMs: number): Promise<void> {
    const endBy = this.#clock.now() + leftMs;
    const forever = new AbortController().signal;
    // GitHub shows the status that came last, so the first one is let through before.
    const settled = this.#pending?.then(() => true) ?? true;
    const patience = this.#clock.sleep(Math.min(STATUS_CALL_MS, leftMs / 2), forever);
    const isSettled = await Promise.race([settled, patience.then(() => false)]);
    this.#pendingCut.abort();
    const { result, message } = verdict;
    const state = STATES[result];
    const description = isGood(verdict) ? message : `${result}: ${message}`;
    const withinMs = Math.min(STATUS_CALL_MS, endBy - this.#clock.now());
    await this.#publish(state, description, withinMs, forever);
    if (!isSettled)
      this.#warn(state, "GitHub was slow to take the pending one, which may stand in its place");
  }

  /** Never rejects, and settles in time, whatever becomes of the call. */
  async #publish(state: State, text: string, withinMs: number, signal: AbortSignal): Promise<void> {
    const { token, context } = this.#wish;
    if (token === "") {
      this.#warn(state, "github-token is empty");
      return;
    }
    const begunAt = this.#clock.now();
    const call = childSignal(signal);
    // GitHub refuses characters beyond the basic plane: "description doesn't accept 4-byte Unicode".
    const description = sanitize(text, DESCRIPTION_CHARS).replace(/[\u{10000}-\u{10ffff}]/gu, "?");
    const inTime = this.#clock.sleep(withinMs, call.signal).then(() => undefined);
    const calling = load().then(({ publish }) =>
      publish(token, { state, context, description }, call.signal),
    );
    const received = await Promise.race([calling, inTime]).catch((error: unknown): Reception => ({
      line: "no commit status",
      fault: messageOf(error),
      refusedWith: undefined,
    }));
    const isCut = signal.aborted;
    call.end();
    if (isCut) return;
    const took = formatDuration(this.#clock.now() - begunAt);
    if (received === undefined) {
      this.#warn(state, `GitHub has not answered within ${took}`);
      return;
    }
    const { line, fault, refusedWith } = received;
    core.debug(sanitize(this.#redact(`${line} (${took})`)));
    if (fault === undefined) return;
    this.#warn(state, sanitize(this.#redact(fault)), remedyFor(refusedWith, fault));
  }

  #warn(state: State, fault: string, remedy = ""): void {
    if (this.#hasWarned) return;
    this.#hasWarned = true;
    const which = `The commit status "${sanitize(this.#wish.context)}" could not be set to ${state}`;
    const told = `${which}, which changes nothing for the gate: ${endSentence(fault)} ${remedy}`;
    core.warning(told.trim(), { title: "Backup gate: no commit status" });
  }
}

function remedyFor(refusedWith: number | undefined, fault: string): string {
  if (refusedWith === 401) return "Check github-token.";
  const isForbidden = refusedWith === 403 || refusedWith === 404;
  if (!isForbidden || /rate limit/i.test(fault)) return "";
  return "The job needs the permission statuses: write, which runs from forks are not given.";
}

/** A bundle of its own: dist/github/index.js. */
function load(): Promise<typeof import("./github/index.ts")> {
  return import(/* webpackIgnore: true */ "./github/index.ts");
}
