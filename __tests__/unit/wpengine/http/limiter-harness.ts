import { FakeClock } from "../../../../simulator/clock.ts";
import type { Priority } from "../../../../src/model/request-options.ts";
import {
  type Outcome,
  type Permit,
  RateLimiter,
} from "../../../../src/wpengine/http/rate-limiter.ts";

export const OK: Outcome = { isAnswered: true, isRateLimited: false };
export const RATE_LIMITED: Outcome = { isAnswered: true, isRateLimited: true };
const { signal: NEVER } = new AbortController();

interface Options {
  readonly sendBy?: number;
  readonly priority?: Priority;
  readonly signal?: AbortSignal;
}

/** What a request got, and when. */
type Entry = readonly [name: string, atMs: number];

/** A limiter, and a record of the permits it gave. */
export class Harness {
  readonly clock = new FakeClock();
  readonly limiter = new RateLimiter(this.clock);
  readonly permitted: Entry[] = [];
  readonly dismissed: Entry[] = [];

  /** @returns the permit, which counts as in flight until it is released. */
  async hold(name: string, options: Options = {}): Promise<Permit> {
    const permit = await this.#acquire(name, options);
    if (permit === undefined) throw new Error(`${name} got no permit`);
    return permit;
  }

  /** Acquires a permit, and releases it at once. */
  async pass(name: string, options: Options = {}, outcome: Outcome = OK): Promise<void> {
    const permit = await this.#acquire(name, options);
    permit?.release(outcome);
  }

  passAll(names: string, options: Options = {}): Promise<unknown> {
    return Promise.all(Array.from(names, (name) => this.pass(name, options)));
  }

  /** Passes with an answer that has a `Retry-After`. */
  async passHolding(name: string, retryAt: number, outcome: Outcome = OK): Promise<void> {
    const permit = await this.hold(name);
    this.limiter.holdUntil(retryAt);
    permit.release(outcome);
  }

  /** Sleeps until a moment in the future. */
  async until(atMs: number): Promise<void> {
    await this.clock.sleep(atMs - this.clock.now(), NEVER);
  }

  async #acquire(name: string, options: Options): Promise<Permit | undefined> {
    const permit = await this.limiter.acquire({ sendBy: Infinity, signal: NEVER, ...options });
    (permit === undefined ? this.dismissed : this.permitted).push([name, this.clock.now()]);
    return permit;
  }
}

export const momentsOf = (entries: readonly Entry[]): number[] => entries.map(([, atMs]) => atMs);
export const namesOf = (entries: readonly Entry[]): string =>
  entries.map(([name]) => name).join("");
