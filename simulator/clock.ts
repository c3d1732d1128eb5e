import type { Clock } from "../src/util/clock.ts";

interface Alarm {
  readonly due: number;
  readonly ring: () => void;
}

/** A clock that jumps to the next alarm when nothing else is ready to run. */
export class FakeClock implements Clock {
  #now = 0;
  #isPumping = false;
  readonly #alarms = new Set<Alarm>();
  /** The wall clock at the start. */
  epochAtStartMs = Date.parse("2026-01-01T00:00:00Z");

  now(): number {
    return this.#now;
  }

  epoch(): number {
    return this.epochAtStartMs + this.#now;
  }

  /** How many sleeps have not ended yet. */
  get sleeping(): number {
    return this.#alarms.size;
  }

  sleep(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const ring = (): void => {
        this.#alarms.delete(alarm);
        signal.removeEventListener("abort", ring);
        resolve();
      };
      const alarm = { due: this.#now + Math.max(0, ms), ring };
      this.#alarms.add(alarm);
      if (signal.aborted) ring();
      else signal.addEventListener("abort", ring);
      this.#pump();
    });
  }

  #pump(): void {
    if (this.#isPumping) return;
    this.#isPumping = true;
    // Wait for two turns of the event loop, because the first one can make more work ready.
    setImmediate(() =>
      setImmediate(() => {
        this.#isPumping = false;
        let next: Alarm | undefined;
        for (const alarm of this.#alarms) if (alarm.due < (next?.due ?? Infinity)) next = alarm;
        if (next === undefined) return;
        this.#now = Math.max(this.#now, next.due);
        next.ring();
        this.#pump();
      }),
    );
  }
}
