import { asOfFirst } from "../src/age.ts";
import { FULL_PER_SECOND } from "../src/pace.ts";
import type { BackupId, InstallId } from "../src/ids.ts";
import type { Wanted } from "../src/hold.ts";
import { holdFleet, type Target } from "../src/fleet.ts";
import { Limiter } from "../__tests__/simulator/limiter.ts";
import { holdFleetVirtually, wantedNew } from "../__tests__/virtual-api.ts";
import { seededRandom } from "./random.ts";
import { mean, quantile } from "./statistics.ts";
import type { Transport } from "../src/wpengine/transport.ts";
import type { Clock } from "../src/clock.ts";
import type { Host, Course } from "../__tests__/simulator/host.ts";

export interface Limit {
  perSecond: number;
  burst: number;
  retryAfter: boolean;
}
export interface Site {
  pastMs: number[];
  durationMs: number;
}
export const course = (ms: number): Course => ({
  requestedMs: Math.min(10_000, ms / 2),
  inProgressMs: ms - Math.min(10_000, ms / 2),
  ending: "completed",
});

export function sitesOf(n: number, seed: number, spread = 0.7): Site[] {
  const r = seededRandom(seed);
  return Array.from({ length: n }, () => {
    const m = 270_000 * Math.exp(spread * r.gauss());
    const draw = (): number => m * Math.exp(0.15 * r.gauss());
    return { pastMs: [draw(), draw(), draw()], durationMs: draw() };
  });
}
export function settle(host: Host, sites: Site[], given: boolean): Target[] {
  return sites.map((site, i) => {
    const { id } = host.addInstall(`site${i}`);
    site.pastMs.forEach((ms, k) =>
      host.addBackup(id, { course: course(ms), ageMs: (k + 1) * 86_400_000 }),
    );
    host.courses.set(id, course(site.durationMs));
    const wanted: Wanted = given
      ? { kind: "given", backupId: host.addBackup(id).id as BackupId }
      : wantedNew();
    return { install: { id: id as InstallId }, wanted };
  });
}
export function limited(limit: Limit | undefined, count: { refusals: number; requests: number }) {
  return (transport: Transport, clock: Clock): Transport => {
    const limiter =
      limit &&
      new Limiter(
        { perSecond: limit.perSecond, burst: limit.burst, page: "html", retryAfter: "none" },
        () => clock.now(),
      );
    return async (request) => {
      count.requests++;
      const waitMs = limiter?.take() ?? 0;
      if (waitMs === 0) return transport(request);
      count.refusals++;
      request.begun?.();
      await clock.sleep(50, request.signal);
      return {
        kind: "answered",
        status: 429,
        statusLine: "429",
        epochMs: clock.epoch(),
        location: undefined,
        body: { kind: "text", text: "" },
        quietUntil: limit?.retryAfter ? clock.now() + Math.ceil(waitMs / 1000) * 1000 : undefined,
      };
    };
  };
}
export async function fleet(sites: Site[], limit: Limit | undefined, given: boolean) {
  const count = { refusals: 0, requests: 0 };
  const r = seededRandom(7);
  const t0 = performance.now();
  const story = await holdFleetVirtually({
    prepare: (host) => settle(host, sites, given),
    through: limited(limit, count),
    timeoutMs: 6 * 3_600_000,
    random: () => r.uniform(),
    failFast: false,
  });
  const start = story.clock.epochAtStartMs;
  const lags = story.journals.map(
    (j, i) =>
      (j.ended?.endedAt ?? NaN) -
      ((j.subject.backup?.createdAt?.epochMs ?? NaN) - start + (sites[i]?.durationMs ?? NaN)),
  );
  const ops: Record<string, number> = {};
  for (const g of story.got) ops[g.operation ?? ""] = (ops[g.operation ?? ""] ?? 0) + 1;
  const creates = story.got.filter((g) => g.operation === "create").map((g) => g.atMs);
  return {
    result: story.verdict.result,
    lag: mean(lags) / 1000,
    p95: quantile(lags, 0.95) / 1000,
    requests: count.requests,
    refusals: count.refusals,
    end: story.endedAtMs / 1000,
    ops,
    lastCreate: Math.max(0, ...creates) / 1000,
    cpu: performance.now() - t0,
  };
}
if (process.argv[1]?.endsWith("fleet.ts")) {
  const n = Number(process.argv[2] ?? 800),
    rate = Number(process.argv[3] ?? 5),
    given = process.argv[4] === "given",
    hint = process.argv[5] !== "nohint";
  console.log(
    await fleet(
      sitesOf(n, 1),
      { perSecond: rate, burst: Number(process.argv[6] ?? 10), retryAfter: hint },
      given,
    ),
  );
}
