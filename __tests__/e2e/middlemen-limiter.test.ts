import { afterAll, describe, expect, test, vi } from "vitest";
import { type Run, runAction } from "../../simulator/runner.ts";
import type { Course } from "../../simulator/wpengine/host.ts";
import { type Simulator, startSimulator } from "../../simulator/wpengine/server.ts";
import { needs } from "../support/skips.ts";
import { type Nginx, startNginx } from "./nginx.ts";
import { createWorld } from "./world.ts";

/** nginx's own words for a limit of all requests from one address. */
interface Limit {
  readonly rate: string;
  /** `limit_req`'s further parameters: what it queues, or with `nodelay` lets through at once. */
  readonly burst?: string;
  /** 503 where nothing else is said. */
  readonly status?: 429;
}

const limited = ({ rate, burst = "", status }: Limit): { http: string; server: string } => ({
  http: `limit_req_zone $binary_remote_addr zone=api:1m rate=${rate};`,
  server: `limit_req zone=api ${burst}; ${status ? `limit_req_status ${status};` : ""}`,
});

const lasting = (ms: number): Course => ({
  requestedMs: 0,
  inProgressMs: ms,
  ending: "completed",
});

interface Count {
  readonly requests: number;
  readonly refusals: number;
}

/** Holds that the step counted what nginx did, and that pages in HTML went nowhere. */
async function countOf(run: Run, nginx: Nginx, limit: Limit): Promise<Count> {
  const requests = Number(run.outputs["requests"]);
  // nginx logs aborted requests later.
  const statuses = await vi.waitFor(async () => {
    const all = await nginx.statuses();
    expect(all).toHaveLength(requests);
    return all;
  }, 20_000);
  expect(`${run.stdout}${run.summary}${JSON.stringify(run.outputs)}`).not.toMatch(/<html|<center/i);
  const refusals = statuses.filter((status) => status === (limit.status ?? 503)).length;
  return { requests, refusals };
}

describe.concurrent("one gate behind nginx's limit_req", () => {
  needs("nginx", "setpriv");

  // Without a limit, it polls at least twice a second. Rate-limited, it backs off. The bounds are twice the usual figures.
  test.each<[string, Limit, number]>([
    ["429, one request in 2 s", { rate: "30r/m", status: 429 }, 14],
    ["429, the same with a burst", { rate: "30r/m", burst: "burst=2 nodelay", status: 429 }, 12],
    ["503, nginx's own choice", { rate: "30r/m" }, 14],
  ])("%s: opens, seldom refused", async (kind, limit, mostRefusals) => {
    const set = { status: "in_progress", complete_time: null };
    const world = await createWorld({ faults: [{ kind: "edit", set, times: 3 }] });
    const nginx = await startNginx({ ...limited(limit), upstream: world.simulator.port });
    const run = await world.run({ "api-url": nginx.apiUrl, timeout: "40s" });
    expect(run).toMatchObject({ code: 0, outputs: { result: "completed" } });
    const { refusals } = await countOf(run, nginx, limit);
    console.log(`one gate, ${kind}: refused ${refusals} times`);
    expect(refusals).toBeGreaterThan(0);
    expect(refusals).toBeLessThanOrEqual(mostRefusals);
    expect(run.stdout).toContain(`The API answered ${limit.status ?? 503}`);
  });
});

const FLEET = 30;
const simulators: Simulator[] = [];
afterAll(() => Promise.all(simulators.map((simulator) => simulator.stop())));

describe.concurrent(`${FLEET} backups behind nginx's limit_req`, () => {
  needs("nginx", "setpriv");

  // docs/testing.md has what was seen, with and without a pace that gives way; bars lie between.
  test.each<[string, Limit, { isNew: boolean; mostRefusals: number }]>([
    ["429, given", { rate: "4r/s", status: 429 }, { isNew: false, mostRefusals: 6 }],
    [
      "429, to be requested",
      { rate: "4r/s", burst: "burst=10 nodelay", status: 429 },
      { isNew: true, mostRefusals: 6 },
    ],
    [
      "a queue instead of refusals",
      { rate: "4r/s", burst: "burst=20", status: 429 },
      { isNew: false, mostRefusals: 0 },
    ],
    // Unlike a 429 it does not slow a fleet's pace: each backup backs off for itself.
    ["503, given", { rate: "4r/s", burst: "burst=10 nodelay" }, { isNew: false, mostRefusals: 30 }],
  ])(
    "%s: opens, seldom refused",
    async (kind, limit, { isNew, mostRefusals }) => {
      const simulator = await startSimulator();
      simulators.push(simulator);
      const { host, port } = simulator;
      const nginx = await startNginx({ ...limited(limit), upstream: port });
      const installIds = Array.from({ length: FLEET }, (_, index) => {
        const { id } = host.addInstall(`site${index + 1}`);
        host.courses.set(id, lasting(8_000 + index * 200));
        return id;
      });
      const wanted = isNew
        ? { "create-backup": "true", "notification-emails": "me@example.com" }
        : { "backup-id": installIds.map((id) => host.addBackup(id).id).join("\n") };
      const run = await runAction({
        with: {
          "api-url": nginx.apiUrl,
          "install-id": installIds.join("\n"),
          timeout: "2m",
          "min-poll-interval": "200ms",
          "max-poll-interval": "1s",
          ...wanted,
        },
      });
      expect(run).toMatchObject({ code: 0, outputs: { result: "completed" } });
      for (const id of installIds) expect(host.everything(id)).toHaveLength(1);
      const { requests, refusals } = await countOf(run, nginx, limit);
      console.log(`${FLEET} backups, ${kind}: ${refusals} of ${requests} refused`);
      expect(refusals).toBeLessThanOrEqual(mostRefusals);
      expect(requests).toBeLessThan(FLEET * 6);
    },
    150_000,
  );
});
