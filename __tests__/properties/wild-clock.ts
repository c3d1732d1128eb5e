import { FakeClock } from "../../simulator/clock.ts";

/** How a machine's clocks may treat a process. */
export interface Wildness {
  /** By how much the process wakes too late, sleep after sleep; over and over again. */
  readonly lateMs: readonly number[];
  /** Moments, since the start, at which its wall clock is set, and by how much. */
  readonly jumps: readonly { readonly atMs: number; readonly byMs: number }[];
}

/** A clock that wakes late, and whose wall clock is set forward and back. */
export class WildClock extends FakeClock {
  readonly #wildness: Wildness;
  #sleeps = 0;

  constructor(wildness: Wildness) {
    super();
    this.#wildness = wildness;
  }

  /** The wall clock of somebody else, which nobody sets. */
  get trueEpoch(): number {
    return super.epoch();
  }

  override epoch(): number {
    const past = this.#wildness.jumps.filter(({ atMs }) => atMs <= this.now());
    return past.reduce((epoch, { byMs }) => epoch + byMs, super.epoch());
  }

  override sleep(ms: number, signal: AbortSignal): Promise<void> {
    const { lateMs } = this.#wildness;
    const late = ms > 0 ? (lateMs[this.#sleeps % lateMs.length] ?? 0) : 0;
    this.#sleeps += 1;
    return super.sleep(ms + late, signal);
  }

  /** For whatever does not sleep in the process: the network, the host. */
  exactly(ms: number, signal: AbortSignal): Promise<void> {
    return super.sleep(ms, signal);
  }
}
