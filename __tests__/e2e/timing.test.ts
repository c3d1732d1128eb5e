import { describe, expect, test } from "vitest";
import type { Run } from "../../simulator/runner.ts";
import type { Fault } from "../../simulator/wpengine/faults.ts";
import { createWorld, type World } from "./world.ts";

const refusal = (retryAfter: string): Fault => ({
  kind: "answer",
  status: 429,
  headers: { "content-type": "text/html", "retry-after": retryAfter },
  body: "<html>slow down</html>",
});

/** Milliseconds between two requests as the server saw them. */
function gapMs({ simulator }: World, nth = 0): number {
  const [first, second] = simulator.seen.slice(nth);
  return (second?.atMs ?? NaN) - (first?.atMs ?? NaN);
}

async function runAfter(fault: Fault): Promise<{ readonly world: World; readonly run: Run }> {
  const world = await createWorld({ faults: [fault] });
  const run = await world.run();
  expect(run.code).toBe(0);
  return { world, run };
}

describe.concurrent("Retry-After", () => {
  test("of three seconds is waited out, and not much more", async () => {
    const { world, run } = await runAfter(refusal("3"));
    expect(gapMs(world)).toBeGreaterThanOrEqual(3_000);
    expect(gapMs(world)).toBeLessThan(4_000 + run.hinderedMs);
    expect(run.stdout).toMatch(/Checking again in [\d.]+s, as requested by Retry-After/);
  });

  test.each([
    ["whose clock is right", 0],
    ["whose clock is an hour ahead", 3_600_000],
    ["whose clock is an hour behind", -3_600_000],
  ])("as an HTTP-date from a server %s", async (_, skewMs) => {
    const rateLimit = { perSecond: 1 / 3, burst: 1, page: "html", retryAfter: "date" } as const;
    const pending: Fault = { kind: "edit", set: { status: "in_progress" } };
    const world = await createWorld({ faults: [pending], rateLimit, skewMs });
    const run = await world.run();
    expect(run.code).toBe(0);
    expect(world.simulator.seen.map(({ status }) => status)).toEqual([200, 429, 200]);
    // It is refused until three seconds have passed since the first one.
    expect(gapMs(world, 0) + gapMs(world, 1)).toBeGreaterThanOrEqual(3_000);
    expect(gapMs(world, 1)).toBeLessThan(4_000 + run.hinderedMs);
  });

  test.each(["-5", "soon", "", "NaN", "1e9999", "3.7.1"])("%j is no hint", async (text) => {
    const { world, run } = await runAfter(refusal(text));
    expect(gapMs(world)).toBeLessThan(1_500 + run.hinderedMs);
    expect(run.stdout).not.toContain("Retry-After");
  });

  test("on a 503 counts as well", async () => {
    const headers = { "retry-after": "2" };
    const { world } = await runAfter({ kind: "answer", status: 503, headers, body: "" });
    expect(gapMs(world)).toBeGreaterThanOrEqual(2_000);
  });

  test("holds where only the headers come, and the body hangs", async () => {
    const fault: Fault = { kind: "hang-in-body", status: 429, headers: { "retry-after": "3" } };
    const world = await createWorld({ faults: [fault] });
    const run = await world.run({ "request-timeout": "2s" });
    expect(run.code).toBe(0);
    expect(gapMs(world)).toBeGreaterThanOrEqual(3_000);
  });

  test("received while a body hangs across the deadline prevents the last poll", async () => {
    const fault: Fault = { kind: "hang-in-body", headers: { "retry-after": "60" } };
    const world = await createWorld({ faults: [fault] });
    const run = await world.run({ timeout: "15s" });
    expect(run.code).toBe(1);
    expect(world.simulator.seen).toHaveLength(1);
    expect(run.outputs).toMatchObject({ result: "timed-out", requests: "1" });
  });

  test("longer than the time left fails at once, and says so", async () => {
    const world = await createWorld({ faults: [refusal("3600")] });
    const run = await world.run({ timeout: "10s" });
    expect(run.code).toBe(1);
    expect(run.outputs).toMatchObject({ result: "timed-out", requests: "1" });
    expect(run.stdout).toMatch(
      /::error .* asks for a wait of (1h|59m\d+s), but only \S+ of the timeout \(10s\)/,
    );
    expect(run.unhinderedMs).toBeLessThan(5_000);
  });
});

describe.concurrent(
  "with timeout: 4s, the process ends within 6 s with outputs and summary",
  () => {
    const faults: Fault[] = [
      { kind: "hang" },
      { kind: "hang-in-body" },
      { kind: "drip", everyMs: 400 },
      { kind: "reset" },
      { kind: "reset-in-body" },
      { kind: "cut-chunked" },
      { kind: "endless" },
      { kind: "delay", ms: 60_000 },
    ];
    test.each(faults)("$kind", async (fault) => {
      const world = await createWorld({ faults: [{ ...fault, times: "always" }] });
      const run = await world.run({ timeout: "4s" });
      expect(run.code).toBe(1);
      expect(run.outputs["result"]).toBe("unavailable");
      expect(run.summary).toContain("Backup gate closed: unavailable");
      expect(run.tookMs).toBeGreaterThan(3_900);
      expect(run.unhinderedMs).toBeLessThan(6_000);
    });

    test("a socket that hangs across the deadline does not prevent the last poll", async () => {
      const world = await createWorld({ faults: [{ kind: "hang" }] });
      const run = await world.run({ timeout: "4s" });
      expect(run.code).toBe(0);
      expect(run.outputs["requests"]).toBe("2");
      expect(run.unhinderedMs).toBeLessThan(6_000);
    });
  },
);

test("a timeout that ends before the first poll sends no poll", async () => {
  const world = await createWorld();
  const run = await world.run({ timeout: "1ms" });
  expect(run.code).toBe(1);
  expect(run.outputs).toMatchObject({ result: "timed-out", requests: "0" });
  expect(world.simulator.seen).toEqual([]);
});

test("request-timeout bounds each exchange", async () => {
  const world = await createWorld({ faults: [{ kind: "hang" }, { kind: "drip", everyMs: 100 }] });
  const run = await world.run({ "request-timeout": "2s" });
  expect(run.code).toBe(0);
  expect(run.outputs["requests"]).toBe("3");
  expect(run.stdout).toContain("No complete reply within 2s");
});
