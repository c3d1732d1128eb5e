import { afterAll, describe, expect, test } from "vitest";
import { type Run, runAction, type RunOptions } from "../../simulator/runner.ts";
import type { Fault } from "../../simulator/wpengine/faults.ts";
import type { Course } from "../../simulator/wpengine/host.ts";
import type { Seen } from "../../simulator/wpengine/responder.ts";
import {
  type Simulator,
  type SimulatorOptions,
  startSimulator,
} from "../../simulator/wpengine/server.ts";
import { COMPLETED, ENDLESS, FIRST_PENDING } from "./world.ts";

const ABORTED: Course = { requestedMs: 0, inProgressMs: 0, ending: "aborted" };

/** Time for a busy machine to let the action hear of an answer before it sends its next request. */
const SLOWER = { speed: 0.25 };

interface Entry {
  readonly installId: string | null;
  readonly installName: string | null;
  readonly backupId: string | null;
  readonly status: string | null;
  readonly result: string;
  readonly reused: boolean;
  readonly message: string;
}

interface Fleet {
  readonly simulator: Simulator;
  readonly installIds: readonly string[];
  readonly backupIds: readonly string[];
  /** Runs the shipped action for all of it. */
  run(inputs?: Readonly<Record<string, string>>, options?: Partial<RunOptions>): Promise<Run>;
}

const simulators: Simulator[] = [];
afterAll(() => Promise.all(simulators.map((simulator) => simulator.stop())));

/** An install for each course, with a backup that takes it, or is to take it once it is requested. */
async function createFleet(
  courses: readonly Course[],
  { isNew = false, ...options }: SimulatorOptions & { isNew?: boolean } = {},
): Promise<Fleet> {
  const simulator = await startSimulator(options);
  simulators.push(simulator);
  const { host } = simulator;
  const installIds = courses.map((course, index) => {
    const { id } = host.addInstall(`site${index + 1}`);
    host.courses.set(id, course);
    return id;
  });
  const backupIds = isNew ? [] : installIds.map((id) => host.addBackup(id).id);
  const wanted: Record<string, string> = isNew
    ? { "create-backup": "true", "notification-emails": "you@example.com" }
    : { "backup-id": backupIds.join("\n") };
  const inputs = {
    "api-url": simulator.apiUrl,
    "install-id": installIds.join("\n"),
    timeout: "30s",
    "min-poll-interval": "200ms",
    "max-poll-interval": "1s",
    ...wanted,
  };
  return {
    simulator,
    installIds,
    backupIds,
    run: (given = {}, more = {}) => runAction({ ...more, with: { ...inputs, ...given } }),
  };
}

const entriesOf = ({ outputs }: Run): Entry[] => JSON.parse(outputs["backups"] ?? "") as Entry[];
const resultsOf = (run: Run): string[] => entriesOf(run).map(({ result }) => result);
const linesOf = (run: Run, output: string): string[] | undefined =>
  run.outputs[output]?.split("\n");
const onesOf = ({ simulator }: Fleet, operation: Seen["operation"]): Seen[] =>
  simulator.seen.filter((seen) => seen.operation === operation);
const after = (ms: number, ending: Course["ending"] = "completed"): Course => ({
  requestedMs: 0,
  inProgressMs: ms,
  ending,
});

describe.concurrent("backups that are given", () => {
  test("open the gate when all of them are completed", async () => {
    const fleet = await createFleet([after(1_500), COMPLETED, after(3_000)]);
    const run = await fleet.run();
    expect({ code: run.code, result: run.outputs["result"] }).toEqual({
      code: 0,
      result: "completed",
    });
    expect(resultsOf(run)).toEqual(["completed", "completed", "completed"]);
    expect(linesOf(run, "install-id")).toEqual(fleet.installIds);
    expect(linesOf(run, "backup-id")).toEqual(fleet.backupIds);
    expect(run.outputs).toMatchObject({
      status: "",
      "created-at": "",
      "completed-at": "",
      "wordpress-version": "",
      "duration-seconds": "",
      reused: "",
      requests: String(fleet.simulator.seen.length),
    });
    expect(run.summary).toContain("all 3 backups are completed");
    for (const id of fleet.backupIds) expect(run.summary).toContain(id);
    // Each has been shown as completed, as its own, before the end.
    const shown = onesOf(fleet, "show").map(({ path }) => path.split("/").at(-1));
    for (const id of fleet.backupIds) expect(shown).toContain(id);
  });

  test("close the gate as soon as one fails, and report the status of the others", async () => {
    const fleet = await createFleet([ENDLESS, ABORTED, ENDLESS]);
    const run = await fleet.run();
    expect(run.code).toBe(1);
    expect(run.unhinderedMs).toBeLessThan(5_000);
    expect(run.outputs["result"]).toBe("aborted");
    expect(resultsOf(run)).toEqual(["cancelled", "aborted", "cancelled"]);
    expect(linesOf(run, "backup-id")).toEqual(fleet.backupIds);
    const errors = run.stdout.split("\n").filter((line) => line.startsWith("::error"));
    expect(errors).toHaveLength(1);
    expect(errors[0]).toContain("title=Backup gate closed%3A aborted");
    expect(errors[0]).toContain(String(fleet.installIds[1]));
  });

  test("are all waited for with fail-fast: false", async () => {
    const fleet = await createFleet([after(2_000), ABORTED, after(1_000)]);
    const run = await fleet.run({ "fail-fast": "false" });
    expect(run.code).toBe(1);
    expect(run.outputs["result"]).toBe("aborted");
    expect(resultsOf(run)).toEqual(["completed", "aborted", "completed"]);
  });

  test("are not affected by a 403 for one of them", async () => {
    const fleet = await createFleet([after(1_000), COMPLETED, COMPLETED]);
    const forbidden = { kind: "answer", status: 403, body: "{}", times: "always" } as const;
    fleet.simulator.script({ ...forbidden, of: String(fleet.installIds[1]) });
    const run = await fleet.run({ "fail-fast": "false" });
    expect(run.code).toBe(1);
    expect(run.outputs["result"]).toBe("unauthorized");
    expect(resultsOf(run)).toEqual(["completed", "unauthorized", "completed"]);
  });

  test("are all closed by a 401, and nothing more is asked", async () => {
    const fleet = await createFleet([COMPLETED, COMPLETED, COMPLETED]);
    const run = await fleet.run({ "api-password": "wrong", "fail-fast": "false" }, SLOWER);
    expect(run.code).toBe(1);
    expect(run.outputs["result"]).toBe("unauthorized");
    expect(resultsOf(run)).toEqual(["unauthorized", "unauthorized", "unauthorized"]);
    expect(fleet.simulator.seen).toHaveLength(1);
  });

  test("are not delayed by others whose sockets hang", async () => {
    const fleet = await createFleet(Array.from({ length: 12 }, () => after(500)));
    for (const id of fleet.backupIds.slice(0, 4)) {
      fleet.simulator.script({ kind: "hang", of: id, times: "always" });
    }
    const run = await fleet.run({ timeout: "10s", "fail-fast": "false" });
    expect(run.code).toBe(1);
    expect(run.outputs["result"]).toBe("unavailable");
    expect(resultsOf(run).filter((result) => result === "completed")).toHaveLength(8);
    expect(run.unhinderedMs).toBeLessThan(12_000);
  });

  test("are each polled a last time before the deadline", async () => {
    const fleet = await createFleet(Array.from({ length: 10 }, () => ENDLESS));
    const speed = 0.5;
    const run = await fleet.run({ timeout: "8s", "max-poll-interval": "1m" }, { speed });
    expect(run.code).toBe(1);
    expect(run.outputs["result"]).toBe("timed-out");
    expect(new Set(resultsOf(run))).toEqual(new Set(["timed-out"]));
    expect(run.unhinderedMs * speed).toBeLessThan(10_000);
    const shows = onesOf(fleet, "show");
    const endedAt = shows.at(-1)?.atMs ?? NaN;
    for (const id of fleet.backupIds) {
      const last = shows.filter(({ path }) => path.endsWith(id)).at(-1);
      const leadMs = endedAt - (last?.atMs ?? NaN) - run.hinderedMs;
      expect(leadMs * speed).toBeLessThan(2_500);
    }
  });

  test("may be too old, each by its own age as the step began", async () => {
    const fleet = await createFleet([COMPLETED, COMPLETED]);
    const old = fleet.simulator.host.addBackup(String(fleet.installIds[1]), {
      course: COMPLETED,
      ageMs: 7_200_000,
    });
    const run = await fleet.run({
      "backup-id": `${String(fleet.backupIds[0])}\n${old.id}`,
      "max-age": "1h",
      "fail-fast": "false",
    });
    expect(run.outputs["result"]).toBe("stale");
    expect(resultsOf(run)).toEqual(["completed", "stale"]);
  });
});

describe.concurrent("backups that are requested", () => {
  test("are one for each install, with a key of its own", async () => {
    const fleet = await createFleet([after(500), after(1_000), after(1_500)], { isNew: true });
    const run = await fleet.run();
    expect(run.code).toBe(0);
    const posts = onesOf(fleet, "create");
    expect(posts.map(({ path }) => path.split("/")[3])).toEqual(fleet.installIds);
    const keys = posts.map(({ body }) => /\[gate ([0-9a-f]{6}),/.exec(body)?.[1]);
    expect(new Set(keys).size).toBe(3);
    const created = fleet.installIds.map((id) => fleet.simulator.host.everything(id)[0]?.id);
    expect(linesOf(run, "backup-id")).toEqual(created);
    expect(entriesOf(run).map(({ backupId }) => backupId)).toEqual(created);
  });

  test("of installs that are named: all names are found in one reading of the listing", async () => {
    const fleet = await createFleet([COMPLETED, COMPLETED, COMPLETED], { isNew: true });
    const run = await fleet.run({ "install-id": "", "install-name": "site3, site1,site2\n" });
    expect(run.code).toBe(0);
    expect(onesOf(fleet, "installs")).toHaveLength(1);
    const [one, two, three] = fleet.installIds;
    expect(linesOf(run, "install-id")).toEqual([three, one, two]);
    expect(entriesOf(run).map(({ installName }) => installName)).toEqual([
      "site3",
      "site1",
      "site2",
    ]);
  });

  test("with a name that is unknown: nothing is requested, and it is named", async () => {
    const fleet = await createFleet([COMPLETED, COMPLETED], { isNew: true });
    const run = await fleet.run({ "install-id": "", "install-name": "site1\nsite9\nsite2" });
    expect(run.code).toBe(1);
    expect(run.outputs["result"]).toBe("not-found");
    expect(onesOf(fleet, "create")).toEqual([]);
    expect(run.stdout).toContain("site9");
    expect(linesOf(run, "install-id")).toEqual([fleet.installIds[0], "", fleet.installIds[1]]);
    expect(linesOf(run, "backup-id")).toEqual(["", "", ""]);
  });

  test("where one fails, no more are requested", async () => {
    const fleet = await createFleet(
      Array.from({ length: 6 }, () => ENDLESS),
      { isNew: true },
    );
    const rejected = { kind: "answer", status: 400, body: "{}", times: "always" } as const;
    fleet.simulator.script({ ...rejected, on: "create", of: String(fleet.installIds[2]) });
    const run = await fleet.run({}, SLOWER);
    expect(run.outputs["result"]).toBe("rejected");
    expect(resultsOf(run)).toEqual([
      "cancelled",
      "cancelled",
      "rejected",
      "cancelled",
      "cancelled",
      "cancelled",
    ]);
    expect(onesOf(fleet, "create").length).toBeLessThanOrEqual(4);
    const ids = linesOf(run, "backup-id") ?? [];
    expect(ids).toHaveLength(6);
    expect(ids.slice(0, 2)).toEqual(
      fleet.installIds.slice(0, 2).map((id) => fleet.simulator.host.everything(id)[0]?.id),
    );
    expect(ids.slice(4)).toEqual(["", ""]);
  });

  test("a create request in progress when the gate closes gets one second for its reply", async () => {
    const fleet = await createFleet([ENDLESS, ENDLESS], { isNew: true });
    const [first, second] = fleet.installIds as [string, string];
    fleet.simulator.script(
      { kind: "delay", ms: 3_000, on: "create", of: second, times: 1 },
      { kind: "edit", set: { status: "aborted" }, on: "show", of: first, times: "always" },
      { kind: "edit", set: { results: [] }, on: "list", times: "always" },
    );
    const run = await fleet.run({ "max-poll-interval": "500ms" }, SLOWER);
    expect(run.outputs["result"]).toBe("aborted");
    expect(linesOf(run, "backup-id")).toEqual(
      fleet.installIds.map((id) => fleet.simulator.host.everything(id)[0]?.id),
    );
  });

  test("without waiting feed a later step, which waits", async () => {
    const fleet = await createFleet([after(1_000), after(500)], { isNew: true });
    const first = await fleet.run({ wait: "false" });
    expect(first.code).toBe(0);
    expect(first.outputs["result"]).toBe("requested");
    expect(resultsOf(first)).toEqual(["requested", "requested"]);
    const second = await fleet.run({
      "create-backup": "",
      "notification-emails": "",
      "install-id": first.outputs["install-id"] ?? "",
      "backup-id": first.outputs["backup-id"] ?? "",
      "max-age": "1h",
    });
    expect(second.code).toBe(0);
    expect(resultsOf(second)).toEqual(["completed", "completed"]);
    expect(onesOf(fleet, "create")).toHaveLength(2);
  });

  test("are requested again after an abort, without closing the gate", async () => {
    const fleet = await createFleet([ABORTED, after(1_000)], { isNew: true });
    const [first] = fleet.installIds as [string];
    const run = await fleet.run(
      { "abort-retries": "1" },
      {
        onOutput: (text) => {
          if (text.includes("Requesting another backup")) {
            fleet.simulator.host.courses.set(first, COMPLETED);
          }
        },
      },
    );
    expect(run.code).toBe(0);
    expect(onesOf(fleet, "create")).toHaveLength(3);
    expect(run.stdout.match(/^::warning/gm)).toHaveLength(1);
  });

  test("are no longer requested after a cancellation, and the IDs so far are reported", async () => {
    const fleet = await createFleet(
      Array.from({ length: 20 }, () => ENDLESS),
      { isNew: true },
    );
    let timer: NodeJS.Timeout | undefined;
    const run = await fleet.run(
      {},
      {
        onStart(child) {
          timer = setInterval(() => {
            if (onesOf(fleet, "create").length >= 5) child.kill("SIGTERM");
          }, 50);
        },
      },
    );
    clearInterval(timer);
    expect(run.code).toBe(1);
    expect(run.outputs["result"]).toBe("cancelled");
    expect(run.unhinderedMs).toBeLessThan(4_500);
    const requested = onesOf(fleet, "create").length;
    expect(requested).toBeGreaterThanOrEqual(5);
    expect(requested).toBeLessThan(14);
    const ids = (linesOf(run, "backup-id") ?? []).filter(Boolean);
    expect(ids).toHaveLength(requested);
    expect(new Set(resultsOf(run))).toEqual(new Set(["cancelled"]));
  });
});

describe.concurrent("the rate limit", () => {
  const quick = Array.from({ length: 60 }, (_, index) => after(4_000 + index * 100));

  test.each([
    ["seconds", 0.12],
    ["none", 0.25],
  ] as const)("of 10 a second, Retry-After: %s, lets 60 pass", async (retryAfter, share) => {
    const rateLimit = { perSecond: 10, burst: 10, page: "html", retryAfter } as const;
    const fleet = await createFleet(quick, { isNew: true, rateLimit });
    const run = await fleet.run({ timeout: "2m" });
    expect(run.code).toBe(0);
    const { seen } = fleet.simulator;
    const refused = seen.filter(({ status }) => status === 429).length;
    expect(refused / seen.length).toBeLessThan(share);
    expect(seen.length).toBeLessThan(60 * 6);
  });

  test("is never asked for more than five requests a second", async () => {
    const fleet = await createFleet(Array.from({ length: 10 }, () => COMPLETED));
    fleet.simulator.script({ ...FIRST_PENDING, on: "show", times: 10 });
    const run = await fleet.run({}, SLOWER);
    expect(run.code).toBe(0);
    const at = fleet.simulator.seen.map(({ atMs }) => atMs);
    expect(at.length).toBeGreaterThan(10);
    // Two requests may come a little closer than they were sent, six within a second of the action's time may not.
    for (let index = 6; index < at.length; index += 1) {
      expect((at[index] ?? NaN) - (at[index - 6] ?? NaN)).toBeGreaterThan(1_000 / SLOWER.speed);
    }
  });

  test("pauses all gates until the time that it names", async () => {
    const rateLimit = { perSecond: 1, burst: 3, page: "html", retryAfter: "seconds" } as const;
    const fleet = await createFleet(
      Array.from({ length: 8 }, () => after(1_000)),
      { rateLimit },
    );
    const run = await fleet.run({ timeout: "1m" }, { speed: 0.5 });
    expect(run.code).toBe(0);
    const { seen } = fleet.simulator;
    const refusals = seen.filter(({ status }) => status === 429);
    expect(refusals.length).toBeGreaterThan(0);
    for (const { answeredAtMs = NaN } of refusals) {
      const early = seen.filter(
        ({ atMs }) => atMs > answeredAtMs + 200 && atMs < answeredAtMs + 1_980,
      );
      expect(early).toEqual([]);
    }
  });

  test("that asks for more quiet than is left closes the gate for all at once", async () => {
    const fleet = await createFleet(Array.from({ length: 5 }, () => ENDLESS));
    const headers = { "retry-after": "3600" };
    fleet.simulator.script(
      { kind: "none" },
      { kind: "none" },
      { kind: "answer", status: 429, headers, body: "" },
    );
    const run = await fleet.run({ "fail-fast": "false" }, SLOWER);
    expect(run.outputs["result"]).toBe("timed-out");
    expect(new Set(resultsOf(run))).toEqual(new Set(["timed-out"]));
    expect(run.unhinderedMs).toBeLessThan(5_000 / SLOWER.speed);
    expect(fleet.simulator.seen).toHaveLength(3);
  });
});

describe.concurrent("lists that do not fit close the gate before any request", () => {
  const cases: readonly [string, (fleet: Fleet) => Record<string, string>, string][] = [
    [
      "a backup too few",
      ({ backupIds }) => ({ "backup-id": String(backupIds[0]) }),
      "backup-id has 1 ID for 2 installs",
    ],
    [
      "an install twice",
      ({ installIds: [id] }) => ({ "install-id": `${String(id)}\n${String(id).toUpperCase()}` }),
      "twice, at positions 1 and 2",
    ],
    [
      "an unset variable in the middle",
      ({ installIds: [one, two] }) => ({ "install-id": `${String(one)},,${String(two)}` }),
      "install-id has an empty element at position 2 of 3",
    ],
    [
      "an unset variable at the end",
      ({ backupIds: [one, two] }) => ({ "backup-id": `${String(one)}\n${String(two)}\n\n` }),
      "backup-id has an empty element at position 3 of 3",
    ],
  ];
  test.each(cases)("%s", async (_, inputs, fault) => {
    const fleet = await createFleet([COMPLETED, COMPLETED]);
    const run = await fleet.run(inputs(fleet));
    expect(run.code).toBe(1);
    expect(run.outputs["result"]).toBe("invalid-input");
    expect(run.stdout).toContain(fault);
    expect(fleet.simulator.seen).toEqual([]);
  });
});

const oneFault: Fault = { kind: "reset", on: "create", carriedOut: true };

test("a backup whose create reply was lost is found by its key in a fleet", async () => {
  const fleet = await createFleet([after(500), after(500), after(500)], { isNew: true });
  fleet.simulator.script({ ...oneFault, of: String(fleet.installIds[1]) });
  const run = await fleet.run();
  expect(run.code).toBe(0);
  expect(onesOf(fleet, "create")).toHaveLength(3);
});
