import { BELIEVED_AFTER_MS, type FinalFailure } from "../model/reply.ts";

/** How long each kind of refusal has lasted, since the latest good reply. Moments are monotonic. */
export class Refusals {
  readonly #since = new Map<string, number>();

  /** Forgets them, because of a good reply. */
  clear(): void {
    this.#since.clear();
  }

  /**
   * Milliseconds until a refusal that came now has lasted.
   * @returns 0 if it has, or if it need not last, because no good reply contradicts it or it is about the whole step.
   */
  untilBelievedMs(failure: FinalFailure, now: number): number {
    const isForAll = failure.kind === "fatal" && failure.messageForAll !== undefined;
    if (failure.isContradicted !== true || isForAll) return 0;
    return this.untilLastedMs(failure, now);
  }

  /** Likewise for a refusal that must last in any case. */
  untilLastedMs(failure: FinalFailure, now: number): number {
    const kind = failure.kind === "fatal" ? failure.result : failure.kind;
    const since = this.#since.get(kind) ?? now;
    this.#since.set(kind, since);
    return Math.max(0, since + BELIEVED_AFTER_MS - now);
  }
}
