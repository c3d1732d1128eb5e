export interface Clock {
  /** Monotonic milliseconds since the process started: elapsed time and deadlines. */
  now(): number;
  /** Wall-clock epoch milliseconds: HTTP-dates and ages, nothing else. */
  epoch(): number;
  /** Resolves when `ms` have passed, never sooner, or as soon as the signal aborts. Never rejects. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

/** The process's own clock. `now()` counts from the start of the process, so `timeout` covers the start-up too. */
export const systemClock: Clock = {
  now: () => performance.now(),
  epoch: () => Date.now(),
  sleep(ms, signal) {
    const due = performance.now() + ms;
    return new Promise((resolve) => {
      let timer: NodeJS.Timeout | undefined;
      const wake = (): void => {
        clearTimeout(timer);
        signal.removeEventListener("abort", wake);
        resolve();
      };
      // A timer may fire up to a millisecond early; a server's Retry-After must not be cut by that much.
      const tick = (): void => {
        const leftMs = due - performance.now();
        if (signal.aborted || leftMs <= 0) wake();
        else timer = setTimeout(tick, Math.ceil(leftMs));
      };
      signal.addEventListener("abort", wake);
      tick();
    });
  },
};

/** Resolves once everything that the system has ready now (a connection, a reply) was handled. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
