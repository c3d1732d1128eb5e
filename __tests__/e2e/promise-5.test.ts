/** A second backup is never requested while the first may still appear, or may already exist under another description. */
import { describe, expect, test } from "vitest";
import type { Run } from "../../simulator/runner.ts";
import type { Fault } from "../../simulator/wpengine/faults.ts";
import type { BackupBody, Course } from "../../simulator/wpengine/host.ts";
import { createWorld, type World } from "./world.ts";

const QUICK: Course = { requestedMs: 1_000, inProgressMs: 2_000, ending: "completed" };
const SLOW: Course = { ...QUICK, inProgressMs: 180_000 };
const ABORTED: Course = { ...QUICK, ending: "aborted" };
/** Speed of the clocks of the action and the simulator: the waits here take about a minute. */
const SPEED = 10;
const NEW = {
  "backup-id": "",
  "create-backup": "true",
  "notification-emails": "you@example.com",
  description:
    "Release 🦊 1.2\r\nwith a second line that makes it as long as descriptions may well become",
  timeout: "5m",
};
const RUN = {
  GITHUB_REPOSITORY: "octo/shop",
  GITHUB_SHA: "0123456789abcdef0123456789abcdef01234567",
  GITHUB_RUN_ID: "987",
  GITHUB_RUN_ATTEMPT: "2",
};
const LOST: Fault = { kind: "reset", on: "create", carriedOut: true };
const NEVER: Fault = { kind: "reset", on: "create" };

interface Requested {
  readonly world: World;
  readonly run: Run;
  /** What the step has created, with the descriptions that were sent. */
  readonly created: readonly BackupBody[];
  readonly operations: readonly (string | undefined)[];
}

/** Lets the action request a backup of an install that has one of yesterday already. */
async function request(
  faults: readonly Fault[] | ((world: World) => readonly Fault[]),
  {
    inputs = {},
    course = QUICK,
    secondCourse = course,
  }: { inputs?: Readonly<Record<string, string>>; course?: Course; secondCourse?: Course } = {},
): Promise<Requested> {
  const world = await createWorld({ speed: SPEED, ageMs: 86_400_000 });
  const { simulator, installId } = world;
  const { host } = simulator;
  host.course = course;
  simulator.script(...(typeof faults === "function" ? faults(world) : faults));
  const isCreated = (): boolean => host.everything(installId).length > 1;
  const timer = setInterval(() => {
    if (isCreated()) host.course = secondCourse;
  }, 10);
  const run = await world.run({ ...NEW, ...inputs }, { env: RUN, speed: SPEED });
  clearInterval(timer);
  const operations = simulator.seen.map(({ operation }) => operation);
  const created = host.everything(installId).slice(1);
  return { world, run, created, operations };
}

const keyOf = ({ description }: Pick<BackupBody, "description">): string =>
  /^\[gate ([0-9a-f]{6}), run 987, attempt 2\] /.exec(description)?.[1] ?? "no key";
const sendsIn = ({ operations }: Requested): number =>
  operations.filter((operation) => operation === "create").length;
/** The key in the request that the API has got, whether it has carried it out or not. */
function sentKey({ world }: Requested): string {
  const sent = world.simulator.seen.find(({ operation }) => operation === "create");
  return keyOf(JSON.parse(sent?.body ?? "{}") as BackupBody);
}
const annotationIn = ({ run }: Requested): string => /^::error .*$/m.exec(run.stdout)?.[0] ?? "";

function expectOpen(requested: Requested): void {
  const { run, created } = requested;
  expect(run.outputs).toMatchObject({ result: "completed", status: "completed", reused: "false" });
  expect(run.code).toBe(0);
  expect(created).toHaveLength(1);
  expect(run.outputs["backup-id"]).toBe(created[0]?.id);
}

/** Ends soon after the 64 s, and names the key, the row and the way on. */
function expectUnresolved(requested: Requested): void {
  const { run, created } = requested;
  expect(run.outputs).toMatchObject({ result: "unavailable", status: "", "backup-id": "" });
  expect(run.code).toBe(1);
  expect(created).toHaveLength(1);
  expect(sendsIn(requested)).toBe(1);
  expect(run.tookMs * SPEED).toBeGreaterThan(64_000);
  expect(run.unhinderedMs * SPEED).toBeLessThan(100_000);
  for (const text of [annotationIn(requested), run.summary]) {
    expect(text).toContain(sentKey(requested));
    expect(text).toContain(String(created[0]?.id));
    expect(text).toContain("backup-id");
  }
}

describe.concurrent(
  "the answer is lost, and the description is altered",
  { timeout: 150_000 },
  () => {
    test.each([
      "cut:97...",
      "cut:97…",
      "lf|cut:100",
      "plain|cut:60",
      "bytes:60",
      "words:5",
      "upper",
      "escaped",
      "squeezed",
      "cut:12",
    ])("%s: it is found by its key", async (whim) => {
      const requested = await request([{ ...LOST, whim }]);
      expectOpen(requested);
      expect(sendsIn(requested)).toBe(1);
      expect(requested.created[0]?.description).toContain("🦊 1.2\r\n");
    });

    test.each([
      "null",
      "absent",
      "own:",
      "own:Manual backup",
      "own:Automatic nightly backup",
      "cut:11",
      "cut:9...",
      "prefix:Manual: ",
      "text",
    ])("%s: no other is requested, and the way on is named", async (whim) => {
      expectUnresolved(await request([{ ...LOST, whim }], { course: SLOW }));
    });

    test("null, and its time is 10 s behind the answer's Date", async () => {
      expectUnresolved(await request([{ ...LOST, whim: "null", bornInMs: -10_000 }]));
    });

    test("null, and it is aborted: it is not to be waited for", async () => {
      const requested = await request([{ ...LOST, whim: "null" }], { course: ABORTED });
      expect(requested.run.outputs).toMatchObject({ result: "unavailable", "backup-id": "" });
      expect(sendsIn(requested)).toBe(1);
      const [message = ""] = annotationIn(requested).split("%0A"); // the remedy comes after it
      expect(message).toContain(sentKey(requested));
      expect(message).toContain(String(requested.created[0]?.id));
      expect(message).toContain("aborted");
      expect(message).not.toContain("backup-id");
    });
  },
);

describe.concurrent("the answer is lost, and the listing misleads", { timeout: 150_000 }, () => {
  test("a row of another's is shown once: nothing is sent", async () => {
    const requested = await request(
      ({ simulator: { host }, installId }) => {
        const [yesterday] = host.backups(installId, 1, 0).rows;
        // However long the action takes to start, the row is not older than its request.
        const now = new Date(host.nowMs() + 300_000).toISOString();
        const id = "e41fa98f-ea80-4654-b229-a9b765d0863a";
        const other = {
          ...yesterday,
          id,
          description: null,
          create_time: now,
          complete_time: null,
        };
        const page = { previous: null, next: null, count: 2, results: [yesterday, other] };
        return [NEVER, { kind: "answer", on: "list", status: 200, body: JSON.stringify(page) }];
      },
      { inputs: { timeout: "150s" } },
    );
    expect(requested.run.outputs["result"]).toBe("unavailable");
    expect(sendsIn(requested)).toBe(1);
    expect(annotationIn(requested)).toContain(sentKey(requested));
  });

  test("hidden for 75 s, while a second one is refused with 409: the first one is found", async () => {
    const busy: Fault = { kind: "answer", on: "create", status: 409, times: "always" };
    const requested = await request([{ ...LOST, hiddenMs: 75_000 }, busy], { course: SLOW });
    expectOpen(requested);
    const { operations } = requested;
    for (const [nth, operation] of operations.entries()) {
      if (nth > 0 && operation === "create") expect(operations[nth - 1]).toBe("list");
    }
    expect(sendsIn(requested)).toBeGreaterThan(1);
  });

  test("never carried out, and one of ours that was aborted is listed without its description: sent again", async () => {
    const requested = await request([{ kind: "none", on: "create", whim: "null" }, NEVER], {
      course: ABORTED,
      secondCourse: QUICK,
      inputs: { "abort-retries": "1" },
    });
    expect(requested.run.outputs["result"]).toBe("completed");
    expect(requested.created.map(({ status }) => status)).toEqual(["aborted", "completed"]);
    expect(sendsIn(requested)).toBe(3);
  });
});

describe.concurrent("the answer is no acceptance of ours", { timeout: 150_000 }, () => {
  const accepted = (more: object): Fault[] => [
    { kind: "answer", on: "create", status: 202, body: JSON.stringify(more) },
  ];

  test("a 202 that names a backup of yesterday: stale, with its age", async () => {
    const requested = await request(({ simulator: { host }, installId }) =>
      accepted(host.backups(installId, 1, 0).rows[0] ?? {}),
    );
    expect(requested.run.outputs["result"]).toBe("stale");
    expect(requested.run.code).toBe(1);
    expect(annotationIn(requested)).toMatch(/24h|1 day|1d/);
    expect(requested.created).toEqual([]);
  });

  test.each([{}, { "max-age": "1h" }])(
    "a 202 that names it and says no more: the same, once a poll shows its age (%j)",
    async (inputs) => {
      const requested = await request(
        ({ simulator: { host }, installId }) => [
          // With max-age, the listing would show the backup before the request.
          ...Array<Fault>(3).fill({ kind: "answer", on: "list", status: 503 }),
          ...accepted({ id: host.backups(installId, 1, 0).rows[0]?.id, status: "requested" }),
        ],
        { inputs },
      );
      expect(requested.run.outputs).toMatchObject({ result: "stale", reused: "true" });
      expect(requested.run.code).toBe(1);
      expect(annotationIn(requested)).toMatch(/24h|1 day|1d/);
      expect(requested.created).toEqual([]);
      expect(sendsIn(requested)).toBe(1);
    },
  );

  test.each([
    ["a next page that is no text", { next: { href: "https://api.example/next" } }],
    ["a count that is no number", { count: "many" }],
  ])("a listing with %s proves nothing: nothing is sent again", async (_, page) => {
    const list = {
      kind: "answer",
      on: "list",
      status: 200,
      body: JSON.stringify({ results: [], ...page }),
    } as const;
    const requested = await request([LOST, ...Array<Fault>(30).fill(list)]);
    expect(requested.run.outputs["result"]).toBe("unavailable");
    expect(annotationIn(requested)).toContain(sentKey(requested));
    expect(requested.created).toHaveLength(1);
    expect(sendsIn(requested)).toBe(1);
  });

  test("a 202 with status aborted and wait: false gives aborted", async () => {
    const requested = await request([{ kind: "edit", on: "create", set: { status: "aborted" } }], {
      inputs: { wait: "false" },
    });
    expect(requested.run.outputs).toMatchObject({ result: "aborted", status: "aborted" });
    expect(requested.run.code).toBe(1);
  });

  test.each([
    [303, "rejected"],
    [400, "rejected"],
    [422, "rejected"],
    [404, "not-found"],
    [403, "unauthorized"],
  ])("%i after the backup was created: closed, and the key is named", async (status, result) => {
    const fault: Fault = { kind: "answer", on: "create", status, carriedOut: true };
    const requested = await request([fault]);
    expect(requested.run.outputs).toMatchObject({ result, "backup-id": "" });
    expect(requested.run.code).toBe(1);
    expect(sendsIn(requested)).toBe(1);
    for (const text of [annotationIn(requested), requested.run.summary]) {
      expect(text).toContain(sentKey(requested));
    }
  });
});
