/**
 * What the gate promises, told from what went over the wire and when: written from the promises, and not from the code, of
 * which it uses nothing.
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
/** Rounding of moments that are sums of fractions. */
const EPSILON_MS = 1e-6;
/** Between two requests of a step. */
const SPACING_MS = 200;
/** The longest that becomes while the API refuses with 429. */
const SLOWEST_MS = 5_000;
/** How long before the deadline the last poll is due, so that a late timer does not put it after the deadline. */
const LEAD_MS = 100;
/** How long after the deadline the reply to the last poll counts. */
const LAST_REPLY_MS = 1_400;
/** How long a refusal must last that a good reply contradicts. */
const LASTS_MS = 20_000;
/** The longest wait of the error backoff. */
const LONGEST_BACKOFF_MS = 60_000;
const OVERTIME_MS = 2_000;
/** How long a request for a backup may still be answered once the gate has closed. */
const LINGER_MS = 1_000;
/** For how long a lost request may still come to be. */
const MAY_COME_MS = 64_000;
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
  /** Ids of the backups that this gate may be about. */
  readonly own: ReadonlySet<string>;
}

/** What is broken of the promises, in words; nothing, unless the gate has a fault, or this has. */
export function breachesOf(plan: StepPlan, story: StepStory): string[] {
  return new Oracle(plan, story).breaches();
}

class Oracle {
  readonly #plan: StepPlan;
  readonly #story: StepStory;
  readonly #deadline: number;
  /** By how much the process may have been late, each time it was to wake. */
  readonly #lateMs: number;
  readonly #gates: readonly Gate[];
  readonly #breaches: string[] = [];

  constructor(plan: StepPlan, story: StepStory) {
    this.#plan = plan;
    this.#story = story;
    this.#deadline = plan.timeoutMs;
    this.#lateMs = Math.max(...plan.lateMs);
    this.#gates = plan.sites.map((_, index) => this.#gateOf(index));
  }

  breaches(): string[] {
    this.#oneVerdictEach();
    this.#fleetVerdict();
    for (const gate of this.#gates) {
      this.#opensForOneReason(gate);
      this.#requestedApart(gate);
      this.#closesForAReason(gate);
      this.#believesWhatLasts(gate);
      this.#takesTheLastLook(gate);
      this.#createsOnce(gate);
      this.#knowsWhatItHasMade(gate);
    }
    this.#endsOnTime();
    this.#neverKnocksEarly();
    return this.#breaches;
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

  #isBroken(promise: string, what: string): void {
    this.#breaches.push(`${promise}: ${what}`);
  }

  #oneVerdictEach(): void {
    const told = this.#story.verdicts.map(({ index }) => index).sort((a, b) => a - b);
    const wanted = this.#plan.sites.map((_, index) => index);
    if (told.join() !== wanted.join()) {
      this.#isBroken("One verdict each", `verdicts on ${told.join()}, of ${wanted.join()}`);
    }
    for (const { index, result } of this.#gates) {
      if (!RESULTS.includes(result)) this.#isBroken("Closed set", `${index} is ${result}`);
    }
  }

  #fleetVerdict(): void {
    const { result } = this.#story.verdict;
    const each = this.#gates.map((gate) => gate.result);
    const failed = each.filter((one) => one !== "completed" && one !== "requested");
    const isRight = each.every((one) => one === "completed")
      ? result === "completed"
      : failed.length === 0
        ? result === "requested"
        : failed.includes(result);
    if (!isRight) this.#isBroken("Fleet", `${each.join()} make ${result}`);
    if (result === "cancelled" && this.#story.cancelledAtMs === undefined) {
      this.#isBroken("Fleet", "cancelled, and nobody has cancelled it");
    }
  }

  /** Promise 1, both ways. */
  #opensForOneReason(gate: Gate): void {
    const opening = gate.shows.filter((show) => gate.own.has(show.backupId) && isCompleted(show));
    const mayOpen = opening.some(
      (show) => this.#isInTime(show, this.#lateMs) && this.#freshness(gate, show).includes(true),
    );
    if (gate.result === "completed" && !mayOpen) {
      this.#isBroken(
        "Opens for one reason",
        `${gate.index} is completed, and no look has shown it`,
      );
    }
    for (const show of opening) {
      const mustOpen =
        this.#isInTime(show, -EPSILON_MS) && !this.#freshness(gate, show).includes(false);
      if (mustOpen && gate.result !== "completed" && !this.#isOverBefore(gate, show)) {
        const at = show.endedAtMs ?? NaN;
        this.#isBroken("Opens", `${gate.index} was seen completed at ${at}, and is ${gate.result}`);
      }
    }
    for (const { backupId, begunAtMs } of gate.shows) {
      if (!gate.own.has(backupId)) this.#isBroken("Own id", `${gate.index} looked at ${backupId}`);
      if (begunAtMs > this.#deadline + EPSILON_MS) {
        this.#isBroken("No look after the deadline", `${gate.index} began one at ${begunAtMs}`);
      }
    }
    this.#givesNoLookUp(gate);
  }

  /** An answer that the gate does not stay for could not open it. */
  #givesNoLookUp({ index, shows, endedAtMs }: Gate): void {
    for (const { begunAtMs, leftAtMs = Infinity, status = 0 } of shows) {
      const limit = Math.min(this.#limitOf(begunAtMs), endedAtMs, this.#mayBeClosedAtMs());
      if (status < 300 && leftAtMs < limit - EPSILON_MS) {
        this.#isBroken("Gives no look up", `${index} gave one of ${begunAtMs} up at ${leftAtMs}`);
      }
    }
  }

  #limitOf(begunAtMs: number): number {
    return Math.min(begunAtMs + this.#plan.requestTimeoutMs, this.#deadline + LAST_REPLY_MS);
  }

  #isInTime({ begunAtMs, endedAtMs = Infinity }: Exchange, slackMs: number): boolean {
    return (
      begunAtMs <= this.#deadline + EPSILON_MS && endedAtMs <= this.#limitOf(begunAtMs) + slackMs
    );
  }

  /** Whether the gate had ended, or was to, when this was answered. */
  #isOverBefore(gate: Gate, { endedAtMs = Infinity }: Exchange): boolean {
    if (gate.endedAtMs < endedAtMs - EPSILON_MS) return true;
    const isAtOnce = (atMs: number | undefined): boolean =>
      Math.abs((atMs ?? Infinity) - endedAtMs) <= EPSILON_MS;
    const isContradicted = gate.shows.filter((show) => isAtOnce(show.endedAtMs)).length > 1;
    return isContradicted || this.#mayBeClosedAtMs() <= endedAtMs + EPSILON_MS;
  }

  /** When the gate is surely closed for all: by a cancellation, or the first failure. */
  #closedAtMs(): number {
    const failed = this.#gates.filter((gate) => !isGood(gate)).map(({ endedAtMs }) => endedAtMs);
    return Math.min(this.#story.cancelledAtMs ?? Infinity, ...(this.#plan.failFast ? failed : []));
  }

  /** When it may be: also by an answer that would be the same for all. */
  #mayBeClosedAtMs(): number {
    const moments = this.#story.exchanges.flatMap((one) => {
      const { fate, status, brokenAtMs = Infinity, headersAtMs = Infinity } = one;
      if (fate.kind === "untrusted") return [brokenAtMs];
      return status === 401 || this.#isQuietTooLong(one) ? [headersAtMs] : [];
    });
    return Math.min(this.#closedAtMs(), ...moments);
  }

  #isQuietTooLong({ quietUntilMs = 0 }: Exchange): boolean {
    return quietUntilMs > this.#deadline - EPSILON_MS;
  }

  /** Whether this completed backup is fresh enough: true, false, or either where nobody can tell from outside. */
  #freshness(gate: Gate, show: Exchange): boolean[] {
    const { maxAgeMs, isNew } = this.#plan;
    const made = gate.posts.find(({ created }) => created?.id === show.backupId);
    if (maxAgeMs === undefined) return [true];
    if (made !== undefined) {
      // If its reply was lost, the step may have to take it for somebody else's, and judge its age.
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

  /** By the server's wall clock, when it first showed the backup: more than one where that is a matter of view. */
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

  #requestedApart(gate: Gate): void {
    const { isNew, wait, maxAgeMs } = this.#plan;
    const isListed = gate.exchanges.some(
      ({ operation, status, text }) => operation === "list" && status === 200 && text !== undefined,
    );
    const isAccepted = (post: Exchange): boolean =>
      post.endedAtMs !== undefined && (post.status ?? 999) < 300 && bodyOf(post) !== undefined;
    const mayBe =
      isNew &&
      !wait &&
      (gate.posts.some(isAccepted) ||
        (isListed && (maxAgeMs !== undefined || gate.posts.some(({ created }) => created))));
    if (gate.result === "requested" && !mayBe) {
      this.#isBroken("Requested apart", `${gate.index} is requested`);
    }
    const accepted = gate.posts.find(
      (post) => isAccepted(post) && this.#isInTime(post, -EPSILON_MS),
    );
    if (wait || accepted === undefined || gate.result === "requested") return;
    if (gate.result === "aborted" && bodyOf(accepted)?.status === "aborted") return;
    if (!this.#isOverBefore(gate, accepted)) {
      this.#isBroken("Requested apart", `${gate.index} was accepted, and is ${gate.result}`);
    }
  }

  /** A gate that stays closed can say why; and none gives up before its time. */
  #closesForAReason({ index, result, endedAtMs, exchanges, shows, posts }: Gate): void {
    const { exchanges: all, cancelledAtMs } = this.#story;
    const isTimeUp = endedAtMs >= this.#deadline - LEAD_MS - EPSILON_MS;
    const isTooLateToSend = posts.length > 0 && endedAtMs >= this.#deadline - LONGEST_BACKOFF_MS;
    const isQuietTooLong = all.some(
      (one) => (one.headersAtMs ?? Infinity) <= endedAtMs && this.#isQuietTooLong(one),
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
      aborted: () => isShown("aborted") || (!this.#plan.wait && isToldAborted(exchanges)),
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
      "timed-out": () => isTimeUp || isQuietTooLong || isTooLateToSend,
      unavailable: () =>
        isTimeUp ||
        isQuietTooLong ||
        isTooLateToSend ||
        this.#isUntrusted() ||
        posts.filter(isLost).length >= 3 ||
        this.#isUnknowable(exchanges, posts, endedAtMs),
    };
    if (reasons[result]?.() !== true) {
      const seen = exchanges.map(({ operation, status }) => `${operation} ${status ?? "-"}`).join();
      this.#isBroken("Closes for a reason", `${index} is ${result} at ${endedAtMs}, after ${seen}`);
    }
  }

  /** Whether a lost request has been looked for as long as it may still come to be, with listings that were readable. */
  #isUnknowable(
    exchanges: readonly Exchange[],
    posts: readonly Exchange[],
    endedAtMs: number,
  ): boolean {
    const lost = posts.findLast(isLost);
    if (lost === undefined || endedAtMs < lostAt(lost) + MAY_COME_MS - EPSILON_MS) return false;
    const readable = exchanges.filter(
      ({ operation, status, text, endedAtMs: at = 0 }) =>
        operation === "list" && status === 200 && text !== undefined && at > lostAt(lost),
    );
    return readable.length >= 2;
  }

  /** A refusal after a good reply closes the gate only once it has lasted. */
  #believesWhatLasts(gate: Gate): void {
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
    if (lastedMs >= LASTS_MS - EPSILON_MS || this.#isOnly401(endedAtMs)) return;
    this.#isBroken("Believes what lasts", `${index} is ${result} after ${lastedMs} ms`);
  }

  /** Whether the step had got nothing but 401 for 20 s. */
  #isOnly401(at: number): boolean {
    const answered = this.#story.exchanges
      .filter((one) => one.status !== undefined && repliedAt(one) <= at)
      .sort((a, b) => repliedAt(a) - repliedAt(b));
    const only401 = answered.slice(answered.findLastIndex(({ status }) => status !== 401) + 1);
    const [first, latest] = [only401[0], only401.at(-1)];
    if (first === undefined || latest === undefined) return false;
    return repliedAt(latest) - repliedAt(first) >= LASTS_MS - EPSILON_MS;
  }

  #isUntrusted(): boolean {
    return this.#story.exchanges.some(
      ({ fate, brokenAtMs }) => fate.kind === "untrusted" && brokenAtMs !== undefined,
    );
  }

  /** Where the time is up, the backup has been looked at when it was. */
  #takesTheLastLook({ index, result, shows }: Gate): void {
    const isLookingAlone = this.#gates.length === 1 && !this.#plan.isNew && shows.length > 0;
    if (!isLookingAlone || !["timed-out", "unavailable"].includes(result)) return;
    const isSlowed = this.#story.exchanges.some(
      ({ status, endedAtMs, leftAtMs = Infinity }) =>
        status === 429 && (endedAtMs ?? leftAtMs) > this.#deadline - SLOWEST_MS,
    );
    const isHindered =
      this.#lateMs >= LEAD_MS ||
      this.#isUntrusted() ||
      isSlowed ||
      this.#story.exchanges.some((one) => this.#isQuietTooLong(one));
    const lastAtMs = Math.max(...shows.map(({ begunAtMs }) => begunAtMs));
    // The rate limiter cannot permit another poll right after the first one.
    const spacingMs = shows.length === 1 ? SPACING_MS : 0;
    if (!isHindered && lastAtMs < this.#deadline - LEAD_MS - spacingMs - EPSILON_MS) {
      this.#isBroken("Last look", `${index} was last looked at at ${lastAtMs}`);
    }
  }

  /** Promise 2. */
  #endsOnTime(): void {
    const { endedAtMs, cancelledAtMs = Infinity, afterwards } = this.#story;
    // A process that does not run is late by that, whatever it does. It sleeps three times at the most: until the deadline,
    // for its last look, and for what explains that.
    const slackMs = this.#lateMs < LEAD_MS ? 0 : 3 * this.#lateMs;
    const latest = Math.min(
      this.#deadline + OVERTIME_MS + slackMs,
      cancelledAtMs + LINGER_MS + 3 * this.#lateMs + EPSILON_MS,
    );
    if (endedAtMs > latest) this.#isBroken("Ends on time", `at ${endedAtMs}, not by ${latest}`);
    for (const { operation, begunAtMs } of afterwards) {
      this.#isBroken("Ends", `${operation} at ${begunAtMs}, after the end at ${endedAtMs}`);
    }
  }

  /** Promise 3. */
  #neverKnocksEarly(): void {
    for (const { operation, headersTick = Infinity, quietUntilMs = 0 } of this.#story.exchanges) {
      for (const later of this.#story.exchanges) {
        if (later.begunTick < headersTick || later.begunAtMs >= quietUntilMs - EPSILON_MS) continue;
        const what = `${operation} wanted quiet until ${quietUntilMs}`;
        this.#isBroken("Never knocks early", `${what}, ${later.operation} at ${later.begunAtMs}`);
      }
    }
  }

  /** Promise 5. */
  #createsOnce(gate: Gate): void {
    const { abortRetries } = this.#plan;
    const created = gate.posts.filter((post) => post.created !== undefined);
    const aborted = created.filter((post) => this.#isSeenAborted(gate, post, Infinity));
    if (created.length > 1 + Math.min(abortRetries, aborted.length)) {
      this.#isBroken(
        "Creates once",
        `${gate.index}: ${created.length} backups, ${aborted.length} aborted`,
      );
    }
    for (const [nth, post] of gate.posts.entries()) {
      const before = gate.posts[nth - 1];
      if (before !== undefined && !this.#mayFollow(gate, before, post)) {
        const what = `sent at ${before.begunAtMs} and at ${post.begunAtMs}`;
        this.#isBroken("Sends again in time", `${gate.index}: ${what}`);
      }
      if (post.begunAtMs > Math.min(this.#deadline, this.#closedAtMs()) + EPSILON_MS) {
        this.#isBroken("Requests nothing once it is closed", `${gate.index} at ${post.begunAtMs}`);
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

  /** Whether a request for a backup may be sent after another one of the same install. */
  #mayFollow(gate: Gate, before: Exchange, post: Exchange): boolean {
    if (!isLost(before) && (before.status ?? 0) >= 300) return true;
    if (!before.isSent) return true;
    if (before.created !== undefined) return this.#isSeenAborted(gate, before, post.begunAtMs);
    const lostAtMs = lostAt(before);
    const listings = gate.exchanges.filter(
      ({ operation, status, offset, text, begunAtMs, endedAtMs = Infinity }) =>
        operation === "list" &&
        status === 200 &&
        offset === 0 &&
        text !== undefined &&
        begunAtMs >= lostAtMs &&
        endedAtMs <= post.begunAtMs,
    );
    const lastAtMs = listings.at(-1)?.begunAtMs ?? -Infinity;
    return listings.length >= 2 && lastAtMs >= lostAtMs + MAY_COME_MS - EPSILON_MS;
  }

  /** Promise 6, as far as it is not about files: a backup that this gate has made, or may have made, is told. */
  #knowsWhatItHasMade(gate: Gate): void {
    const { index, posts } = gate;
    const { subject, unresolvedKey = "none", ended } = this.#story.records[index] ?? {};
    for (const { begunAtMs, leftAtMs = Infinity, status = 0 } of posts) {
      const limit = Math.min(this.#limitOf(begunAtMs), this.#mayBeClosedAtMs() + LINGER_MS);
      if (status < 300 && leftAtMs < limit - EPSILON_MS) {
        this.#isBroken("Hears what it has made", `${index} hung up on ${begunAtMs} at ${leftAtMs}`);
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
    this.#isBroken("Says what it has made", `${index}: ${latest.created.description}`);
  }
}

/** When a reply was there whole, or whatever came in its place. */
function repliedAt({ endedAtMs, leftAtMs, brokenAtMs, headersAtMs }: Exchange): number {
  return endedAtMs ?? leftAtMs ?? brokenAtMs ?? headersAtMs ?? Infinity;
}

/** When the reply to a request for a backup was lost. */
function lostAt({ headersAtMs, brokenAtMs, leftAtMs }: Exchange): number {
  return headersAtMs ?? brokenAtMs ?? leftAtMs ?? Infinity;
}

/** Whether an accepted request or a listing said so of a backup, which a step that does not wait does not poll. */
function isToldAborted(exchanges: readonly Exchange[]): boolean {
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

/** Whether nobody can know what has come of a request for a backup. */
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

/** The backup in an answer, where it holds one. */
function bodyOf({ text }: Exchange): Body | undefined {
  if (text?.startsWith("{") !== true) return undefined;
  const { id, status, create_time: created } = JSON.parse(text) as Record<string, unknown>;
  if (typeof id !== "string" || !/^[0-9a-f-]{36}$/.test(id)) return undefined;
  if (typeof status !== "string" || status === "") return undefined;
  const createdMs = typeof created === "string" ? Date.parse(created) : NaN;
  return { id, status, createdMs: Number.isNaN(createdMs) ? undefined : createdMs };
}
