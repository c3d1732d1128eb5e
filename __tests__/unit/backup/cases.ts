import type { Fate, Got, Story } from "../../support/virtual-api.ts";

/** Between two requests: the rate limiter's spacing at the full rate. */
export const SPACING_MS = 200;

/** A create request that creates a backup so long after its reply is lost. */
export const lost = (bornInMs: number, more: Partial<Fate> = {}): Fate => ({
  kind: "lost",
  tookMs: 100,
  bornInMs,
  ...more,
});
export const down: Fate = { kind: "status", status: 503, tookMs: 50 };
export const swallowed: Fate = { kind: "swallowed", tookMs: 100 };

export const of = (story: Story, operation: Got["operation"]): Got[] =>
  story.got.filter((got) => got.operation === operation);
export const sends = (story: Story): number[] => of(story, "create").map(({ atMs }) => atMs);
