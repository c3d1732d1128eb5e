import { describe, expect, test } from "vitest";
import { ask, withSimulator } from "./asking.ts";
import { createLatency } from "../../simulator/wpengine/latency.ts";

describe("the latency of replies", () => {
  const draw = (seed: number, count: number): number[] =>
    Array.from({ length: count }, createLatency(seed));

  test("is from 0.6 to 1.4 s, with a median near 0.735 s", () => {
    const drawn = draw(1, 2_000).sort((one, other) => one - other);
    expect(drawn[0]).toBeGreaterThan(600);
    expect(drawn.at(-1)).toBe(1_400);
    expect(Math.abs((drawn[1_000] ?? 0) - 735)).toBeLessThan(10);
    expect(drawn.filter((ms) => ms > 1_000).length).toBeGreaterThan(150);
  });

  test("is the same only for the same seed", () => {
    expect(draw(7, 5)).toEqual(draw(7, 5));
    expect(draw(8, 5)).not.toEqual(draw(7, 5));
  });

  test("delays each reply, also with a fault", async () => {
    await withSimulator({ latencySeed: 1 }, async (simulator) => {
      simulator.script({ kind: "answer", status: 503, on: "user" });
      const [{ headers }, faulty] = await Promise.all([
        ask(simulator, "installs", "/installs"),
        fetch(`${simulator.apiUrl}/user`),
        fetch(`${simulator.apiUrl}/nowhere`),
      ]);
      await faulty.text();
      expect(simulator.seen).toHaveLength(3);
      for (const { atMs, answeredAtMs = NaN } of simulator.seen) {
        expect(answeredAtMs - atMs).toBeGreaterThan(590); // a timer may fire a little early
      }
      expect(headers.has("date")).toBe(true);
    });
  });

  test("is zero by default", async () => {
    await withSimulator({}, async (simulator) => {
      // With any latency, so many replies one after the other would take longer than a second.
      for (let nth = 0; nth < 20; nth += 1) await ask(simulator, "status", "/status");
      const [first, last] = [simulator.seen[0], simulator.seen.at(-1)];
      expect((last?.answeredAtMs ?? NaN) - (first?.atMs ?? NaN)).toBeLessThan(20 * 600);
    });
  });
});
