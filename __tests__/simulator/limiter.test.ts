import { describe, expect, test } from "vitest";
import { ask, withSimulator } from "./asking.ts";
import type { RateLimit } from "../../simulator/wpengine/limiter.ts";

describe("the rate limit", () => {
  const limit: RateLimit = { perSecond: 1, burst: 2, page: "json", retryAfter: "seconds" };

  test("allows a burst, and says when to retry", async () => {
    await withSimulator({ rateLimit: limit }, async (simulator) => {
      await ask(simulator, "installs", "/installs");
      await ask(simulator, "installs", "/installs");
      const refused = await ask(simulator, "installs", "/installs");
      expect(refused.status).toBe(429);
      expect(refused.headers.get("retry-after")).toBe("1");
    });
  });

  test("can reply in HTML, with a date of the simulated clock, or without Retry-After", async () => {
    const skewMs = 3_600_000;
    const rateLimit = { ...limit, burst: 1, page: "html", retryAfter: "date" } as const;
    await withSimulator({ rateLimit, skewMs }, async ({ apiUrl }) => {
      await fetch(`${apiUrl}/installs`);
      const refused = await fetch(`${apiUrl}/installs`);
      const date = Date.parse(refused.headers.get("date") ?? "");
      const until = Date.parse(refused.headers.get("retry-after") ?? "");
      expect(until - date).toBe(1_000);
      expect(date - Date.now()).toBeGreaterThan(3_500_000);
      expect(await refused.text()).toContain("<html>");
    });
    await withSimulator(
      { rateLimit: { ...limit, burst: 1, retryAfter: "none" } },
      async ({ apiUrl }) => {
        await fetch(`${apiUrl}/installs`);
        expect((await fetch(`${apiUrl}/installs`)).headers.get("retry-after")).toBeNull();
      },
    );
  });
});
