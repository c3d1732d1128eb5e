import * as core from "@actions/core";
import type { StatusSettings } from "../model/settings.ts";
import { isGood, type Result, type Verdict } from "../model/verdict.ts";
import { STATUS_CALL_MS } from "../schedule/last-seconds.ts";
import { childSignal } from "../util/abort.ts";
import type { Clock } from "../util/clock.ts";
import { formatDuration } from "../util/duration.ts";
import { messageOf } from "../util/error-text.ts";
import { type Redact, sanitize } from "../util/sanitize.ts";
import { endSentence } from "../util/sentence.ts";
import type { CommitStatus, PublishReply } from "./github/index.ts";

type State = CommitStatus["state"];

/** The commit status by result: `failure` if the backup failed, `error` for any other failure. */
export const STATES: Readonly<Record<Result, State>> = {
  completed: "success",
  requested: "pending",
  checked: "pending", // a dry run publishes none
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

/** GitHub's limit for the description of a commit status, in characters. */
const DESCRIPTION_CHARS = 140;
const PENDING_MS = 10_000;

/**
 * The commit status of a step. A failure to publish it is a warning, printed once, and never changes the verdict.
 * See docs/adr/0011-a-commit-status-on-the-side.md.
 */
export class StatusPublisher {
  readonly #settings: StatusSettings;
  readonly #clock: Clock;
  readonly #redact: Redact;
  readonly #pendingAbort = new AbortController();
  #pending: Promise<void> | undefined;
  #hasWarned = false;

  constructor(settings: StatusSettings, clock: Clock, redact: Redact) {
    this.#settings = { ...settings, context: redact(settings.context) };
    this.#clock = clock;
    this.#redact = redact;
  }

  /** Publishes that the step is in progress, without waiting for the call. */
  begin(description: string): void {
    this.#pending = this.#publish("pending", description, PENDING_MS, this.#pendingAbort.signal);
  }

  /**
   * Publishes the verdict.
   * @param leftMs how long this may take, including the rest of `begin`.
   */
  async end(verdict: Verdict, leftMs: number): Promise<void> {
    const cutoffAt = this.#clock.now() + leftMs;
    const never = new AbortController().signal;
    // GitHub shows the latest status, so the pending one must arrive first.
    const settled = this.#pending?.then(() => true) ?? true;
    const timeout = this.#clock.sleep(Math.min(STATUS_CALL_MS, leftMs / 2), never);
    const isSettled = await Promise.race([settled, timeout.then(() => false)]);
    this.#pendingAbort.abort();
    const { result, message } = verdict;
    const state = STATES[result];
    const description = isGood(verdict) ? message : `${result}: ${message}`;
    const timeoutMs = Math.min(STATUS_CALL_MS, cutoffAt - this.#clock.now());
    await this.#publish(state, description, timeoutMs, never);
    if (!isSettled)
      this.#warn(state, "GitHub was slow to accept the pending status, which may have replaced it");
  }

  /** Never rejects, and settles within `timeoutMs` whether or not the call does. */
  async #publish(
    state: State,
    text: string,
    timeoutMs: number,
    signal: AbortSignal,
  ): Promise<void> {
    const { token, context } = this.#settings;
    if (token === "") {
      this.#warn(state, "github-token is empty");
      return;
    }
    const sentAt = this.#clock.now();
    const call = childSignal(signal);
    // GitHub refuses characters beyond the basic plane: "description doesn't accept 4-byte Unicode".
    const description = sanitize(text, DESCRIPTION_CHARS).replace(/[\u{10000}-\u{10ffff}]/gu, "?");
    const timedOut = this.#clock.sleep(timeoutMs, call.signal).then(() => undefined);
    const calling = load().then(({ publish }) =>
      publish(token, { state, context, description }, call.signal),
    );
    const reply = await Promise.race([calling, timedOut]).catch((error: unknown): PublishReply => ({
      line: "commit status: no reply",
      fault: messageOf(error),
      refusedWith: undefined,
    }));
    const isAborted = signal.aborted;
    call.end();
    if (isAborted) return;
    const took = formatDuration(this.#clock.now() - sentAt);
    if (reply === undefined) {
      this.#warn(state, `GitHub did not reply within ${took}`);
      return;
    }
    const { line, fault, refusedWith } = reply;
    core.debug(sanitize(this.#redact(`${line} (${took})`)));
    if (fault === undefined) return;
    this.#warn(state, sanitize(this.#redact(fault)), remedyFor(refusedWith, fault));
  }

  #warn(state: State, fault: string, remedy = ""): void {
    if (this.#hasWarned) return;
    this.#hasWarned = true;
    const which = `The commit status "${sanitize(this.#settings.context)}" could not be set to ${state}`;
    const text = `${which}: ${endSentence(fault)} ${remedy}`.trim();
    core.warning(`${text} The result of the gate is not affected.`, {
      title: "Backup gate: no commit status",
    });
  }
}

function remedyFor(refusedWith: number | undefined, fault: string): string {
  if (refusedWith === 401) return "Check github-token.";
  const isForbidden = refusedWith === 403 || refusedWith === 404;
  if (!isForbidden || /rate limit/i.test(fault)) return "";
  return "The job needs the permission statuses: write. Runs from forks don't get it.";
}

/** Loads a bundle of its own: dist/github/index.js. */
function load(): Promise<typeof import("./github/index.ts")> {
  return import(/* webpackIgnore: true */ "./github/index.ts");
}
