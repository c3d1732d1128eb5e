import type { Clock } from "./clock.ts";

/**
 * A signal of shorter life than `outer`: it aborts with it, or `linger.ms` after it, or when `end` is called. `end` lets go
 * of `outer`, which `AbortSignal.any` leaves to the garbage collector.
 */
export function childSignal(
  outer: AbortSignal,
  linger?: { readonly ms: number; readonly clock: Clock },
): { readonly signal: AbortSignal; end(): void } {
  const inner = new AbortController();
  const end = (): void => {
    outer.removeEventListener("abort", follow);
    inner.abort(outer.reason);
  };
  const follow = (): void => {
    if (linger === undefined || linger.ms === 0) end();
    else void linger.clock.sleep(linger.ms, inner.signal).then(end);
  };
  if (outer.aborted) follow();
  else outer.addEventListener("abort", follow);
  return { signal: inner.signal, end };
}
