import { describe, expect, test } from "vitest";
import { runVirtually, type Plan, specNew, WELL } from "../../support/virtual-api.ts";
import { lost, sends, status } from "./cases.ts";

describe("an aborted backup", () => {
  const aborting: Plan["prepare"] = (host) => {
    host.course = { requestedMs: 1_000, inProgressMs: 4_000, ending: "aborted" };
  };

  test("closes the gate unless retries are asked for", async () => {
    const story = await runVirtually({ prepare: aborting });
    expect(story.verdict.result).toBe("aborted");
    expect(story.created).toHaveLength(1);
  });

  test("is asked again as often as the retries say, each time with a key of its own", async () => {
    const story = await runVirtually({
      prepare: aborting,
      spec: specNew({ abortRetries: 2 }),
    });
    expect(story.verdict.result).toBe("aborted");
    expect(story.created.map(({ description }) => description.slice(0, 12))).toEqual([
      "[gate 000001",
      "[gate 000002",
      "[gate 000003",
    ]);
    expect(story.record.subject.id).toBe(story.created[2]?.id);
    expect(story.emitted.filter((kind) => kind === "recreating")).toHaveLength(2);
  });

  test("the first backup is not mistaken for that of a retry whose reply was lost", async () => {
    const story = await runVirtually({
      prepare: aborting,
      spec: specNew({ abortRetries: 1 }),
      fates: { create: [WELL, lost(20_000)] },
    });
    expect(story.created).toHaveLength(2);
    expect(story.record.subject.id).toBe(story.created[1]?.id);
  });

  test("and shows no descriptions: the first backup does not keep the retry from being sent again", async () => {
    const nameless = {
      ...WELL,
      edit: ({ results, ...page }: { results: readonly object[] }) => ({
        ...page,
        results: results.map((row) => ({ ...row, description: null })),
      }),
    };
    const story = await runVirtually({
      prepare: aborting,
      spec: specNew({ abortRetries: 1 }),
      fates: { create: [WELL, { kind: "neverReceived", tookMs: 100 }, WELL], list: [nameless] },
    });
    expect(sends(story)).toHaveLength(3);
    expect(story.created).toHaveLength(2);
    expect(story.record.subject.id).toBe(story.created[1]?.id);
  });

  test("at the deadline is not asked again, and the verdict is the abort", async () => {
    const story = await runVirtually({
      prepare: aborting,
      spec: specNew({ abortRetries: 3 }),
      timeoutMs: 5_100,
    });
    expect(story.verdict.result).toBe("aborted");
    expect(story.created).toHaveLength(1);
    expect(story.record.subject.id).toBe(story.created[0]?.id);
  });

  test("and then refuses: there is no backup to wait for", async () => {
    const story = await runVirtually({
      prepare: aborting,
      spec: specNew({ abortRetries: 1 }),
      fates: { create: [WELL, status(403)] },
    });
    expect(story.verdict.result).toBe("unauthorized");
    expect(story.record.subject).toMatchObject({ id: undefined, backup: { status: "aborted" } });
  });

  test("within the same budget", async () => {
    const story = await runVirtually({
      prepare: aborting,
      spec: specNew({ abortRetries: 3 }),
      timeoutMs: 60_000,
    });
    expect(story.endedAtMs).toBeLessThan(62_000);
  });
});

describe("a backup that is aborted when it is requested", () => {
  const aborted = { ...WELL, edit: (body: object): unknown => ({ ...body, status: "aborted" }) };

  test.each([true, false])("closes the gate, wait: %j", async (wait) => {
    const story = await runVirtually({
      spec: specNew({ wait }),
      fates: { create: [aborted], show: [aborted] },
    });
    expect(story.verdict).toMatchObject({
      result: "aborted",
      message: "WP Engine aborted the backup, so it can't be restored.",
    });
    expect(sends(story)).toEqual([0]);
    expect(story.record.subject.id).toBe(story.created[0]?.id);
  });

  test("is decided by a poll if the step waits", async () => {
    const story = await runVirtually({ fates: { create: [aborted] } });
    expect(story.verdict.result).toBe("completed");
  });
});
