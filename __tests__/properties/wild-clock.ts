import { FakeClock } from "../../simulator/clock.ts";

/** Faults of a machine's clocks. */
export interface Wildness {
  /** How late each sleep of the process ends, in order. The list repeats. */
  readonly lateMs: readonly number[];
  /** When its wall clock is set, since the start, and by how much. */
  readonly jumps: readonly { readonly atMs: number; readonly byMs: number }[];
}

/** A fake clock whose sleeps end late and whose wall clock jumps forward and back. */
export class WildClock extends FakeClock {
  readonly #wildness: Wildness;
  #sleeps = 0;

  constructor(wildness: Wildness) {
    super();
    this.#wildness = wildness;
  }

  /** The wall clock without jumps: that of other machines. */
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

  /** Sleeps without delay, for everything outside the process: the network and the simulated API. */
  exactly(ms: number, signal: AbortSignal): Promise<void> {
    return super.sleep(ms, signal);
  }
}
