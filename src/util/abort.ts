import type { Clock } from "./clock.ts";

/**
 * A signal that lives shorter than `outer`. It aborts with it, or `grace.ms` later, or when `end` is called. `end` also
 * removes the listener from `outer`, which `AbortSignal.any` leaves to the garbage collector.
 */
export function childSignal(
  outer: AbortSignal,
  grace?: { readonly ms: number; readonly clock: Clock },
): { readonly signal: AbortSignal; end(): void } {
  const inner = new AbortController();
  const end = (): void => {
    outer.removeEventListener("abort", follow);
    inner.abort(outer.reason);
  };
  const follow = (): void => {
    if (grace === undefined || grace.ms === 0) end();
    else void grace.clock.sleep(grace.ms, inner.signal).then(end);
  };
  if (outer.aborted) follow();
  else outer.addEventListener("abort", follow);
  return { signal: inner.signal, end };
}
