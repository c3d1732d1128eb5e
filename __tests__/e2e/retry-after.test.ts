import { describe, expect, test } from "vitest";
import { backup, runAgainst, serve } from "./handmade.ts";

const utc = (ms: number): string => new Date(ms).toUTCString();
const iso = (ms: number): string => new Date(ms).toISOString();

interface Gap {
  /** Milliseconds between the 503 and the second request. */
  readonly ms: number;
  /** For how long the machine was too busy to run the action. */
  readonly hinderedMs: number;
}

/** Answers the first request with a 503 and these headers, and the second one with the completed backup. */
async function gapAfter(
  headersAt: (nowMs: number) => Readonly<Record<string, string | readonly string[]>>,
): Promise<Gap> {
  const askedAt: number[] = [];
  const port = await serve((_, response) => {
    askedAt.push(Date.now());
    if (askedAt.length > 1) {
      response.end(backup());
      return;
    }
    const now = Date.now();
    const headers = Object.entries({ date: utc(now), ...headersAt(now) });
    response.writeHead(
      503,
      Object.fromEntries(headers.map(([name, value]) => [name, [value].flat()])),
    );
    response.end();
  });
  const run = await runAgainst(`http://127.0.0.1:${port}/v1`);
  expect(run.code).toBe(0);
  const [first = NaN, second = NaN] = askedAt;
  return { ms: second - first, hinderedMs: run.hinderedMs };
}

/** Three seconds, and one more where the Date has lost a fraction of a second or the answer was kept for one. */
function expectThreeSeconds({ ms, hinderedMs }: Gap): void {
  expect(ms).toBeGreaterThanOrEqual(2_995); // the clock of the wall may be set meanwhile
  expect(ms).toBeLessThan(5_500 + hinderedMs);
}

describe.concurrent("no request before the time that Retry-After names", () => {
  test.each<[string, (nowMs: number) => string | string[]]>([
    ["a fraction", () => "2.5"],
    ["twice the same", () => "3, 3"],
    ["several, the longest last", () => "1,3"],
    ["several lines", () => ["1", "3", "soon"]],
    ["several, some of them nothing", () => ", 3,, soon"],
    ["an HTTP-date", (now) => utc(now + 3_000)],
    ["an HTTP-date with an offset", (now) => utc(now + 3_000).replace("GMT", "+0000")],
    ["two HTTP-dates", (now) => `${utc(now + 3_000)}, ${utc(now + 1_000)}`],
    ["an HTTP-date and seconds", (now) => `${utc(now - 60_000)}, 3`],
    ["ISO 8601", (now) => iso(now + 3_000)],
    ["ISO 8601 without a fraction", (now) => iso(now + 3_000).replace(/\.\d+Z/, "Z")],
    ["ISO 8601 with an offset", (now) => iso(now + 7_203_000).replace("Z", "+02:00")],
    ["seconds since 1970", (now) => String(Math.floor(now / 1_000) + 3)],
    ["milliseconds since 1970", (now) => String(now + 3_000)],
  ])("%s", async (_, retryAfter) => {
    const gap = await gapAfter((now) => ({ "retry-after": retryAfter(now) }));
    expectThreeSeconds(gap);
  });

  test.each<[string, (ms: number) => string]>([
    ["an HTTP-date", utc],
    ["ISO 8601", iso],
    ["milliseconds since 1970", String],
  ])("%s from a server whose clock is a day slow", async (_, format) => {
    const gap = await gapAfter((now) => {
      const then = now - 86_400_000;
      return { date: utc(then), "retry-after": format(then + 3_000) };
    });
    expectThreeSeconds(gap);
  });

  test("an HTTP-date from a cache, which has held it for a second", async () => {
    const gap = await gapAfter((now) => {
      return { age: "1", date: utc(now - 1_000), "retry-after": utc(now + 3_000) };
    });
    expectThreeSeconds(gap);
  });
});

describe.concurrent("what is no hint changes nothing", () => {
  test.each<[string, (nowMs: number) => string]>([
    ["a moment in the past", (now) => utc(now - 60_000)],
    ["a quoted number", () => '"30"'],
    ["a number with a unit", () => "30s"],
    ["a number with a sign", () => "+30"],
    ["a number with a parameter", () => "30; x"],
    ["another time zone", (now) => utc(now + 30_000).replace("GMT", "CET")],
  ])("%s", async (_, retryAfter) => {
    const gap = await gapAfter((now) => ({ "retry-after": retryAfter(now) }));
    expect(gap.ms).toBeLessThan(3_000 + gap.hinderedMs);
  });
});
