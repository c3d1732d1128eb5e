/**
 * The oracle: checks the promises of the gate against the recorded exchanges. It is written from the promises and uses none
 * of the code under test.
 */
import { installId, type StepPlan, type StepStory, stockId } from "./step.ts";
import type { Exchange } from "./wire.ts";

const RESULTS = [
  "completed",
  "requested",
  "aborted",
  "timed-out",
  "unavailable",
  "stale",
  "not-found",
  "unauthorized",
  "rejected",
  "cancelled",
];
/** Tolerance for rounding in sums of fractions. */
const EPSILON_MS = 1e-6;
/** Shortest time between two requests of a step. */
const SPACING_MS = 200;
/** The longest spacing while the API replies with 429. */
const SLOWEST_MS = 5_000;
/** How long before the deadline the last poll is due, so a late timer does not put it after the deadline. */
const LEAD_MS = 100;
/** How long after the deadline the reply to the last poll counts. */
const LAST_REPLY_MS = 1_400;
/** How long a final failure (such as 404) must last after a good reply. */
const FAILURE_LASTS_MS = 20_000;
/** Longest wait of the error backoff. */
const LONGEST_BACKOFF_MS = 60_000;
const OVERTIME_MS = 2_000;
/** How long the step still waits for the reply to a create request after the gate has closed. */
const CREATE_GRACE_MS = 1_000;
/** How long a create request with a lost reply may still create a backup. */
const SETTLED_MS = 64_000;
const CLOCKS_DIFFER_MS = 300_000;

interface Body {
  readonly id: string;
  readonly status: unknown;
  readonly createdMs: number | undefined;
}

interface Gate {
  readonly index: number;
  readonly result: string;
  readonly endedAtMs: number;
  readonly exchanges: readonly Exchange[];
  readonly shows: readonly Exchange[];
  readonly posts: readonly Exchange[];
  /** IDs of the backups that this gate may wait for. */
  readonly own: ReadonlySet<string>;
}

/** The violated promises, as text. Empty unless the gate or this oracle has a bug. */
export function violationsOf(plan: StepPlan, story: StepStory): string[] {
  return new Oracle(plan, story).violations();
}

class Oracle {
  readonly #plan: StepPlan;
  readonly #story: StepStory;
  readonly #deadline: number;
  /** Longest delay of a wake-up of the process. */
  readonly #lateMs: number;
  readonly #gates: readonly Gate[];
  readonly #violations: string[] = [];

  constructor(plan: StepPlan, story: StepStory) {
    this.#plan = plan;
    this.#story = story;
    this.#deadline = plan.timeoutMs;
    this.#lateMs = Math.max(...plan.lateMs);
    this.#gates = plan.sites.map((_, index) => this.#gateOf(index));
  }

  violations(): string[] {
    this.#checkVerdicts();
    this.#checkFleetVerdict();
    for (const gate of this.#gates) {
      this.#checkOpening(gate);
      this.#checkRequested(gate);
      this.#checkClosing(gate);
      this.#checkFailureLasted(gate);
      this.#checkLastPoll(gate);
      this.#checkCreateRequests(gate);
      this.#checkReported(gate);
    }
    this.#checkEnd();
    this.#checkRetryAfter();
    return this.#violations;
  }

  #gateOf(index: number): Gate {
    const { ended } = this.#story.records[index] ?? {};
    const exchanges = this.#story.exchanges.filter((one) => one.installId === installId(index));
    const posts = exchanges.filter(({ operation }) => operation === "create");
    const made = posts.flatMap(({ created }) => (created === undefined ? [] : [created.id]));
    const stock = this.#plan.sites[index]?.stock.map((_, nth) => stockId(index, nth)) ?? [];
    const own = this.#plan.isNew
      ? [...made, ...(this.#plan.maxAgeMs === undefined ? [] : stock)]
      : stock.slice(0, 1);
    return {
      index,
      result: ended?.verdict.result ?? "none",
      endedAtMs: ended?.endedAt ?? Infinity,
      exchanges,
      shows: exchanges.filter(({ operation }) => operation === "show"),
      posts,
      own: new Set(own),
    };
  }

  #report(promise: string, what: string): void {
    this.#violations.push(`${promise}: ${what}`);
  }

  #checkVerdicts(): void {
    const reported = this.#story.verdicts.map(({ index }) => index).sort((a, b) => a - b);
    const wanted = this.#plan.sites.map((_, index) => index);
    if (reported.join() !== wanted.join()) {
      this.#report(
        "One verdict per backup",
        `verdicts for ${reported.join()}, expected for ${wanted.join()}`,
      );
    }
    for (const { index, result } of this.#gates) {
      if (!RESULTS.includes(result))
        this.#report("Known result", `backup ${index} ended as ${result}`);
    }
  }

  #checkFleetVerdict(): void {
    const { result } = this.#story.verdict;
    const each = this.#gates.map((gate) => gate.result);
    const failed = each.filter((one) => one !== "completed" && one !== "requested");
    const isRight = each.every((one) => one === "completed")
      ? result === "completed"
      : failed.length === 0
        ? result === "requested"
        : failed.includes(result);
    if (!isRight) this.#report("Fleet result", `${each.join()} gave ${result}`);
    if (result === "cancelled" && this.#story.cancelledAtMs === undefined) {
      this.#report("Fleet result", "cancelled without a cancellation");
    }
  }

  /** Promise 1, in both directions. */
  #checkOpening(gate: Gate): void {
    const opening = gate.shows.filter((show) => gate.own.has(show.backupId) && isCompleted(show));
    const mayOpen = opening.some(
      (show) => this.#isInTime(show, this.#lateMs) && this.#freshness(gate, show).includes(true),
    );
    if (gate.result === "completed" && !mayOpen) {
      this.#report(
        "Opens for one reason",
        `backup ${gate.index} ended as completed, but no poll in time returned that`,
      );
    }
    for (const show of opening) {
      const mustOpen =
        this.#isInTime(show, -EPSILON_MS) && !this.#freshness(gate, show).includes(false);
      if (mustOpen && gate.result !== "completed" && !this.#isOverBefore(gate, show)) {
        const at = show.endedAtMs ?? NaN;
        this.#report(
          "Opens if completed",
          `a poll of backup ${gate.index} returned completed at ${at}, but it ended as ${gate.result}`,
        );
      }
    }
    for (const { backupId, startedAtMs } of gate.shows) {
      if (!gate.own.has(backupId))
        this.#report("Polls its own backup", `${gate.index} polled ${backupId}`);
      if (startedAtMs > this.#deadline + EPSILON_MS) {
        this.#report("No poll after the deadline", `${gate.index} started one at ${startedAtMs}`);
      }
    }
    this.#checkPollsNotAborted(gate);
  }

  /** The gate must not abort a poll early: the reply could open it. */
  #checkPollsNotAborted({ index, shows, endedAtMs }: Gate): void {
    for (const { startedAtMs, hungUpAtMs = Infinity, status = 0 } of shows) {
      const limit = Math.min(this.#limitOf(startedAtMs), endedAtMs, this.#mayBeClosedAtMs());
      if (status < 300 && hungUpAtMs < limit - EPSILON_MS) {
        this.#report(
          "Waits for each reply",
          `${index} started a poll at ${startedAtMs} and aborted it at ${hungUpAtMs}`,
        );
      }
    }
  }

  #limitOf(startedAtMs: number): number {
    return Math.min(startedAtMs + this.#plan.requestTimeoutMs, this.#deadline + LAST_REPLY_MS);
  }

  #isInTime({ startedAtMs, endedAtMs = Infinity }: Exchange, slackMs: number): boolean {
    return (
      startedAtMs <= this.#deadline + EPSILON_MS &&
      endedAtMs <= this.#limitOf(startedAtMs) + slackMs
    );
  }

  /** Whether the gate had ended, or had to end, before this reply. */
  #isOverBefore(gate: Gate, { endedAtMs = Infinity }: Exchange): boolean {
    if (gate.endedAtMs < endedAtMs - EPSILON_MS) return true;
    const isSameTime = (atMs: number | undefined): boolean =>
      Math.abs((atMs ?? Infinity) - endedAtMs) <= EPSILON_MS;
    const isContradicted = gate.shows.filter((show) => isSameTime(show.endedAtMs)).length > 1;
    return isContradicted || this.#mayBeClosedAtMs() <= endedAtMs + EPSILON_MS;
  }

  /** When all gates are certainly closed: at a cancellation or the first failure. */
  #closedAtMs(): number {
    const failed = this.#gates.filter((gate) => !isGood(gate)).map(({ endedAtMs }) => endedAtMs);
    return Math.min(this.#story.cancelledAtMs ?? Infinity, ...(this.#plan.failFast ? failed : []));
  }

  /** When all gates may be closed: also at a reply that is about all of them, such as 401. */
  #mayBeClosedAtMs(): number {
    const moments = this.#story.exchanges.flatMap((one) => {
      const { fate, status, brokenAtMs = Infinity, headersAtMs = Infinity } = one;
      if (fate.kind === "untrusted") return [brokenAtMs];
      return status === 401 || this.#isRetryAfterTooLong(one) ? [headersAtMs] : [];
    });
    return Math.min(this.#closedAtMs(), ...moments);
  }

  #isRetryAfterTooLong({ retryAtMs = 0 }: Exchange): boolean {
    return retryAtMs > this.#deadline - EPSILON_MS;
  }

  /** Whether this completed backup is fresh enough. Both values if that cannot be decided from the exchanges. */
  #freshness(gate: Gate, show: Exchange): boolean[] {
    const { maxAgeMs, isNew } = this.#plan;
    const made = gate.posts.find(({ created }) => created?.id === show.backupId);
    if (maxAgeMs === undefined) return [true];
    if (made !== undefined) {
      // If the reply was lost, the step may not recognize the backup as its own, and then applies max-age.
      const isAccepted = made.endedAtMs !== undefined && (made.status ?? 999) < 300;
      return isAccepted ? [true] : [true, false];
    }
    const { createdMs } = bodyOf(show) ?? {};
    const shownMs = show.shownMs ?? NaN;
    if (createdMs === undefined) return isNew ? [true, false] : [false];
    const aheadMs = createdMs - shownMs;
    if (Math.abs(aheadMs - CLOCKS_DIFFER_MS) < 1 || (isNew && aheadMs > 0)) return [true, false];
    if (aheadMs > CLOCKS_DIFFER_MS) return [false];
    return this.#firstShownMs(gate).flatMap((firstMs) => {
      const overMs = firstMs - createdMs - maxAgeMs;
      const bandMs = aheadMs > 0 ? CLOCKS_DIFFER_MS : 1;
      return Math.abs(overMs) <= bandMs ? [true, false] : [overMs < 0];
    });
  }

  /** When the API first returned the backup, by its own wall clock. Several values if that is ambiguous. */
  #firstShownMs({ exchanges }: Gate): number[] {
    const isGoodAnswer = (one: Exchange): boolean =>
      this.#plan.isNew
        ? one.operation === "list" && one.status === 200 && one.offset === 0
        : one.operation === "show" && one.status === 200 && bodyOf(one)?.id === one.backupId;
    const good = exchanges.filter(
      (one) => one.endedAtMs !== undefined && one.text !== undefined && isGoodAnswer(one),
    );
    const firstAtMs = Math.min(...good.map(({ endedAtMs = NaN }) => endedAtMs));
    const isOneView = !this.#plan.isNew && firstAtMs <= this.#deadline;
    return good
      .filter(({ endedAtMs = NaN }) => !isOneView || endedAtMs <= firstAtMs + EPSILON_MS)
      .map(({ shownMs = NaN }) => shownMs);
  }

  #checkRequested(gate: Gate): void {
    const { isNew, wait, maxAgeMs } = this.#plan;
    const isListed = gate.exchanges.some(
      ({ operation, status, text }) => operation === "list" && status === 200 && text !== undefined,
    );
    const isAccepted = (post: Exchange): boolean =>
      post.endedAtMs !== undefined && (post.status ?? 999) < 300 && bodyOf(post) !== undefined;
    const mayBeRequested =
      isNew &&
      !wait &&
      (gate.posts.some(isAccepted) ||
        (isListed && (maxAgeMs !== undefined || gate.posts.some(({ created }) => created))));
    if (gate.result === "requested" && !mayBeRequested) {
      this.#report("Requested only if accepted", `backup ${gate.index} ended as requested`);
    }
    const accepted = gate.posts.find(
      (post) => isAccepted(post) && this.#isInTime(post, -EPSILON_MS),
    );
    if (wait || accepted === undefined || gate.result === "requested") return;
    if (gate.result === "aborted" && bodyOf(accepted)?.status === "aborted") return;
    if (!this.#isOverBefore(gate, accepted)) {
      this.#report(
        "Requested if accepted",
        `backup ${gate.index} was accepted, but ended as ${gate.result}`,
      );
    }
  }

  /** Each result that closes the gate needs its reason, and no gate gives up early. */
  #checkClosing({ index, result, endedAtMs, exchanges, shows, posts }: Gate): void {
    const { exchanges: all, cancelledAtMs } = this.#story;
    const isTimeUp = endedAtMs >= this.#deadline - LEAD_MS - EPSILON_MS;
    const isTooLateToSend = posts.length > 0 && endedAtMs >= this.#deadline - LONGEST_BACKOFF_MS;
    // After a Retry-After, the rate limiter lets the create requests of a fleet pass one by one.
    const turnsMs = this.#plan.isNew ? SPACING_MS * (this.#gates.length - 1) : 0;
    const isRetryAfterTooLong = all.some(
      ({ headersAtMs = Infinity, retryAtMs = 0 }) =>
        headersAtMs <= endedAtMs && retryAtMs + turnsMs > this.#deadline - EPSILON_MS,
    );
    const answers = (of: readonly Exchange[]): number[] =>
      of.flatMap(({ status = 0, headersAtMs = Infinity }) =>
        headersAtMs <= endedAtMs ? [status] : [],
      );
    const isShown = (word: string): boolean =>
      shows.some((show) => show.status === 200 && bodyOf(show)?.status === word);
    const reasons: Record<string, () => boolean> = {
      completed: () => true,
      requested: () => true,
      aborted: () => isShown("aborted") || (!this.#plan.wait && isReportedAborted(exchanges)),
      stale: () => this.#plan.maxAgeMs !== undefined && isShown("completed"),
      "not-found": () => answers(all).includes(404),
      unauthorized: () => answers(all).some((status) => status === 401 || status === 403),
      rejected: () => answers(all).some(isRejection),
      cancelled: () =>
        cancelledAtMs !== undefined ||
        (this.#plan.failFast &&
          this.#gates.some(
            (other) => other.index !== index && !isGood(other) && other.result !== "cancelled",
          )),
      "timed-out": () => isTimeUp || isRetryAfterTooLong || isTooLateToSend,
      unavailable: () =>
        isTimeUp ||
        isRetryAfterTooLong ||
        isTooLateToSend ||
        this.#isUntrusted() ||
        posts.filter(isLost).length >= 3 ||
        this.#isUnknowable(exchanges, posts, endedAtMs),
    };
    if (reasons[result]?.() !== true) {
      const seen = exchanges.map(({ operation, status }) => `${operation} ${status ?? "-"}`).join();
      this.#report(
        "Closes for a reason",
        `backup ${index} ended as ${result} at ${endedAtMs}, after ${seen}`,
      );
    }
  }

  /** Whether two readable listings were read after the lost reply, and the backup can no longer appear. */
  #isUnknowable(
    exchanges: readonly Exchange[],
    posts: readonly Exchange[],
    endedAtMs: number,
  ): boolean {
    const lost = posts.findLast(isLost);
    if (lost === undefined || endedAtMs < lostAt(lost) + SETTLED_MS - EPSILON_MS) return false;
    const readable = exchanges.filter(
      ({ operation, status, text, endedAtMs: at = 0 }) =>
        operation === "list" && status === 200 && text !== undefined && at > lostAt(lost),
    );
    return readable.length >= 2;
  }

  /** After a good reply, a final failure closes the gate only once it has lasted 20 s. */
  #checkFailureLasted(gate: Gate): void {
    const { index, result, endedAtMs, shows } = gate;
    const kinds: Record<string, (status: number) => boolean> = {
      "not-found": (status) => status === 404,
      unauthorized: (status) => status === 401 || status === 403,
      rejected: isRejection,
    };
    const isOfKind = kinds[result];
    const last = shows.at(-1);
    if (isOfKind === undefined || last?.status === undefined || !isOfKind(last.status)) return;
    if (endedAtMs >= this.#deadline - LEAD_MS - EPSILON_MS) return;
    const isGoodShow = (one: Exchange): boolean =>
      one.status === 200 && one.endedAtMs !== undefined && bodyOf(one)?.id === one.backupId;
    const good = shows.findLast(isGoodShow);
    if (good === undefined || good.backupId !== last.backupId) return;
    const since = shows.find(
      (one) => isOfKind(one.status ?? 0) && repliedAt(one) > (good.endedAtMs ?? 0),
    );
    const lastedMs = repliedAt(last) - (since === undefined ? NaN : repliedAt(since));
    if (lastedMs >= FAILURE_LASTS_MS - EPSILON_MS || this.#isOnly401(endedAtMs)) return;
    this.#report("Failure must last", `backup ${index} ended as ${result} after ${lastedMs} ms`);
  }

  /** Whether the step had received only 401 for 20 s. */
  #isOnly401(at: number): boolean {
    const answered = this.#story.exchanges
      .filter((one) => one.status !== undefined && repliedAt(one) <= at)
      .sort((a, b) => repliedAt(a) - repliedAt(b));
    const only401 = answered.slice(answered.findLastIndex(({ status }) => status !== 401) + 1);
    const [first, latest] = [only401[0], only401.at(-1)];
    if (first === undefined || latest === undefined) return false;
    return repliedAt(latest) - repliedAt(first) >= FAILURE_LASTS_MS - EPSILON_MS;
  }

  #isUntrusted(): boolean {
    return this.#story.exchanges.some(
      ({ fate, brokenAtMs }) => fate.kind === "untrusted" && brokenAtMs !== undefined,
    );
  }

  /** A gate that times out has polled its backup right before the deadline. */
  #checkLastPoll({ index, result, shows }: Gate): void {
    const isOneGivenBackup = this.#gates.length === 1 && !this.#plan.isNew && shows.length > 0;
    if (!isOneGivenBackup || !["timed-out", "unavailable"].includes(result)) return;
    const isSlowed = this.#story.exchanges.some(
      ({ status, endedAtMs, hungUpAtMs = Infinity }) =>
        status === 429 && (endedAtMs ?? hungUpAtMs) > this.#deadline - SLOWEST_MS,
    );
    const mayBeMissed =
      this.#lateMs >= LEAD_MS ||
      this.#isUntrusted() ||
      isSlowed ||
      // A timer that is late can end the wait for a Retry-After after the deadline.
      this.#story.exchanges.some(
        ({ retryAtMs = 0 }) => retryAtMs + this.#lateMs > this.#deadline - EPSILON_MS,
      );
    const lastAtMs = Math.max(...shows.map(({ startedAtMs }) => startedAtMs));
    // The rate limiter cannot permit another poll right after the first one.
    const spacingMs = shows.length === 1 ? SPACING_MS : 0;
    if (!mayBeMissed && lastAtMs < this.#deadline - LEAD_MS - spacingMs - EPSILON_MS) {
      this.#report("Last poll", `backup ${index} was last polled at ${lastAtMs}`);
    }
  }

  /** Promise 2. */
  #checkEnd(): void {
    const { endedAtMs, cancelledAtMs = Infinity, afterwards } = this.#story;
    // A process that is not scheduled is late. It sleeps at most three times: until the deadline, for the last poll, and for
    // the requests that explain its reply.
    const slackMs = this.#lateMs < LEAD_MS ? 0 : 3 * this.#lateMs;
    const latest = Math.min(
      this.#deadline + OVERTIME_MS + slackMs,
      cancelledAtMs + CREATE_GRACE_MS + 3 * this.#lateMs + EPSILON_MS,
    );
    if (endedAtMs > latest)
      this.#report("Ends on time", `ended at ${endedAtMs}, allowed until ${latest}`);
    for (const { operation, startedAtMs } of afterwards) {
      this.#report(
        "No request after the end",
        `${operation} at ${startedAtMs}, after the end at ${endedAtMs}`,
      );
    }
  }

  /** Promise 3. */
  #checkRetryAfter(): void {
    for (const { operation, headersTick = Infinity, retryAtMs = 0 } of this.#story.exchanges) {
      for (const later of this.#story.exchanges) {
        if (later.startedTick < headersTick || later.startedAtMs >= retryAtMs - EPSILON_MS)
          continue;
        const what = `${operation} asked to wait until ${retryAtMs}`;
        this.#report(
          "Keeps Retry-After",
          `${what}, but ${later.operation} started at ${later.startedAtMs}`,
        );
      }
    }
  }

  /** Promise 5. */
  #checkCreateRequests(gate: Gate): void {
    const { abortRetries } = this.#plan;
    const created = gate.posts.filter((post) => post.created !== undefined);
    const aborted = created.filter((post) => this.#isSeenAborted(gate, post, Infinity));
    if (created.length > 1 + Math.min(abortRetries, aborted.length)) {
      this.#report(
        "Creates once",
        `${gate.index}: ${created.length} backups, ${aborted.length} aborted`,
      );
    }
    for (const [nth, post] of gate.posts.entries()) {
      const before = gate.posts[nth - 1];
      if (before !== undefined && !this.#mayFollow(gate, before, post)) {
        const what = `create requests at ${before.startedAtMs} and at ${post.startedAtMs}`;
        this.#report("Repeats no create request early", `${gate.index}: ${what}`);
      }
      if (post.startedAtMs > Math.min(this.#deadline, this.#closedAtMs()) + EPSILON_MS) {
        this.#report("No create request after closing", `${gate.index} at ${post.startedAtMs}`);
      }
    }
  }

  #isSeenAborted({ shows }: Gate, { created }: Exchange, byMs: number): boolean {
    return shows.some(
      (show) =>
        show.backupId === created?.id &&
        (show.endedAtMs ?? Infinity) <= byMs &&
        show.status === 200 &&
        bodyOf(show)?.status === "aborted",
    );
  }

  /** Whether this create request was allowed after the previous one for the same install. */
  #mayFollow(gate: Gate, before: Exchange, post: Exchange): boolean {
    if (!isLost(before) && (before.status ?? 0) >= 300) return true;
    if (!before.isSent) return true;
    if (before.created !== undefined) return this.#isSeenAborted(gate, before, post.startedAtMs);
    const lostAtMs = lostAt(before);
    const listings = gate.exchanges.filter(
      ({ operation, status, offset, text, startedAtMs, endedAtMs = Infinity }) =>
        operation === "list" &&
        status === 200 &&
        offset === 0 &&
        text !== undefined &&
        startedAtMs >= lostAtMs &&
        endedAtMs <= post.startedAtMs,
    );
    const lastAtMs = listings.at(-1)?.startedAtMs ?? -Infinity;
    return listings.length >= 2 && lastAtMs >= lostAtMs + SETTLED_MS - EPSILON_MS;
  }

  /** Promise 6, without the files: the step reports each backup that it created or may have created. */
  #checkReported(gate: Gate): void {
    const { index, posts } = gate;
    const { subject, unresolvedKey = "none", ended } = this.#story.records[index] ?? {};
    for (const { startedAtMs, hungUpAtMs = Infinity, status = 0 } of posts) {
      const limit = Math.min(this.#limitOf(startedAtMs), this.#mayBeClosedAtMs() + CREATE_GRACE_MS);
      if (status < 300 && hungUpAtMs < limit - EPSILON_MS) {
        this.#report(
          "Waits for the created backup",
          `${index} aborted the create request of ${startedAtMs} at ${hungUpAtMs}`,
        );
      }
    }
    const latest = posts.findLast(
      (post) => post.created !== undefined && !this.#isSeenAborted(gate, post, Infinity),
    );
    if (latest?.created === undefined || subject?.id === latest.created.id) return;
    const [, key = "none"] = /^\[gate (\w+),/.exec(latest.created.description) ?? [];
    const message = ended?.verdict.message ?? "";
    const isAnotherOneLost = latest !== posts.at(-1) && message.includes(`key ${unresolvedKey}`);
    if (message.includes(`key ${key}`) || isAnotherOneLost) return;
    this.#report("Reports the created backup", `${index}: ${latest.created.description}`);
  }
}

/** When a reply was complete, or when the exchange failed. */
function repliedAt({ endedAtMs, hungUpAtMs, brokenAtMs, headersAtMs }: Exchange): number {
  return endedAtMs ?? hungUpAtMs ?? brokenAtMs ?? headersAtMs ?? Infinity;
}

/** When the reply to a create request was lost. */
function lostAt({ headersAtMs, brokenAtMs, hungUpAtMs }: Exchange): number {
  return headersAtMs ?? brokenAtMs ?? hungUpAtMs ?? Infinity;
}

/** Whether an accepted create request or a listing returned `aborted`: a step with `wait: false` sends no poll. */
function isReportedAborted(exchanges: readonly Exchange[]): boolean {
  return exchanges.some(
    ({ operation, text = "" }) =>
      ["create", "list"].includes(operation) && text.includes('"status":"aborted"'),
  );
}

function isGood({ result }: Pick<Gate, "result">): boolean {
  return result === "completed" || result === "requested";
}

function isRejection(status: number): boolean {
  return status >= 300 && status < 500 && ![401, 403, 404, 408, 425, 429].includes(status);
}

/** Whether it is unknown if a create request created a backup. */
function isLost(post: Exchange): boolean {
  const { isSent, status, endedAtMs } = post;
  if (status === undefined) return isSent;
  if (status >= 300) return status >= 500 || status === 408 || status === 425;
  return endedAtMs === undefined || bodyOf(post) === undefined;
}

function isCompleted(show: Exchange): boolean {
  const body = bodyOf(show);
  return show.status === 200 && body?.id === show.backupId && body.status === "completed";
}

/** The backup in a reply, if it contains one. */
function bodyOf({ text }: Exchange): Body | undefined {
  if (text?.startsWith("{") !== true) return undefined;
  const { id, status, create_time: created } = JSON.parse(text) as Record<string, unknown>;
  if (typeof id !== "string" || !/^[0-9a-f-]{36}$/.test(id)) return undefined;
  if (typeof status !== "string" || status === "") return undefined;
  const createdMs = typeof created === "string" ? Date.parse(created) : NaN;
  return { id, status, createdMs: Number.isNaN(createdMs) ? undefined : createdMs };
}
