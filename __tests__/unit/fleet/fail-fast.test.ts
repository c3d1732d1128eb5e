import { getEventListeners } from "node:events";
import { expect, test } from "vitest";
import { FailFast } from "../../../src/fleet/fail-fast.ts";
import { FakeClock } from "../../../simulator/clock.ts";
import { TARGET } from "../../support/fixtures.ts";

test("lets go of the step's own signal once it is released", () => {
  const { signal } = new AbortController();
  const closing = new FailFast({
    targets: [TARGET],
    failFast: true,
    clock: new FakeClock(),
    deadline: 1_000,
    signal,
    ended: (_, verdict) => verdict,
  });
  expect(getEventListeners(signal, "abort")).toHaveLength(1);
  closing.release();
  expect(getEventListeners(signal, "abort")).toEqual([]);
});
