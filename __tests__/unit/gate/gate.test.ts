import { describe, expect, test } from "vitest";
import {
  ABORTING,
  COMPLETED,
  hold,
  HOUR_MS,
  installId,
  on,
  requesting,
  SPACING_MS,
} from "../../support/fleet-cases.ts";
import type { Course, Host, Install } from "../../../simulator/wpengine/host.ts";
import { type Fate, runVirtually, type Plan, WELL, specNew } from "../../support/virtual-api.ts";

const ABORTED: Course = { requestedMs: 0, inProgressMs: 100_000, ending: "aborted" };
const SLOW: Course = { requestedMs: 0, inProgressMs: HOUR_MS, ending: "completed" };

const down: Fate = { kind: "status", status: 503, tookMs: 50 };
const neverReceived: Fate = { kind: "neverReceived", tookMs: 100 };
const lost: Fate = { kind: "lost", tookMs: 100, bornInMs: 2_000 };
const unreadable: Fate = { ...WELL, edit: (page) => ({ ...page, count: 1, results: ["?"] }) };

/** A host whose install has one backup of this age and course. */
const having =
  (ageMs: number, course: Course) =>
  (host: Host, { id }: Install): void => {
    host.addBackup(id, { ageMs, course });
  };
const aborting = (host: Host): void => {
  host.course = ABORTING;
};

const ABORT = "WP Engine aborted the backup, so it can't be restored.";
const firstSent = { kind: "create-sent", key: "000001" };
const answerLost = {
  kind: "reply-lost",
  key: "000001",
  message: "no answer (socket hang up)",
  waitMs: 1_000,
};
const unlisted = (waitMs: number, isProof = true): object => ({
  kind: "not-listed-yet",
  isProof,
  waitMs,
});
const taken = (source: string, status: string): object => ({
  kind: "chosen",
  source,
  backup: { status },
});

describe("the events of a step", () => {
  const spec = specNew({ wait: false });

  test.each<[string, Plan, object[]]>([
    ["a request that is answered", { spec }, [firstSent, taken("requested", "requested")]],
    [
      "one whose answer is lost, and whose backup is found",
      { spec, fates: { create: [lost], list: [unreadable, WELL] } },
      [firstSent, answerLost, unlisted(2_000, false), taken("recovered", "in_progress")],
    ],
    [
      "a request that created nothing is sent again",
      { spec, fates: { create: [neverReceived, WELL] } },
      [
        firstSent,
        answerLost,
        ...[2_000, 4_000, 8_000, 16_000, 32_000, 700].map((waitMs) => unlisted(waitMs)),
        { kind: "none-created" },
        { kind: "resending", send: 2, sends: 3 },
        firstSent,
        taken("requested", "requested"),
      ],
    ],
    [
      "a listing that fails",
      { spec, maxAgeMs: HOUR_MS, fates: { list: [down] } },
      [
        { kind: "list-failed", message: "looking for a recent backup: The API answered 503" },
        firstSent,
        taken("requested", "requested"),
      ],
    ],
    [
      "none that is recent",
      { spec, maxAgeMs: HOUR_MS },
      [{ kind: "none-reusable" }, firstSent, taken("requested", "requested")],
    ],
    [
      "a recent one that is completed",
      { maxAgeMs: HOUR_MS, prepare: having(60_000, COMPLETED) },
      [taken("reused", "completed")],
    ],
    [
      "one under way that is aborted",
      { maxAgeMs: HOUR_MS, prepare: having(60_000, ABORTED) },
      [
        taken("adopted", "in_progress"),
        { kind: "replacing", why: ABORT },
        firstSent,
        taken("requested", "requested"),
      ],
    ],
    [
      "requests another backup after an abort",
      { spec: specNew({ abortRetries: 2 }), prepare: aborting },
      [
        firstSent,
        taken("requested", "requested"),
        { kind: "recreating", why: ABORT, left: 1 },
        { kind: "create-sent", key: "000002" },
        taken("requested", "requested"),
        { kind: "recreating", why: ABORT, left: 0 },
        { kind: "create-sent", key: "000003" },
        taken("requested", "requested"),
      ],
    ],
  ])("%s", async (_, plan, progress) => {
    const story = await runVirtually({ random: () => 0, ...plan });
    expect(story.progress).toMatchObject(progress);
  });
});

describe("the verdict of a step that does not wait", () => {
  const pending: Fate = { ...WELL, edit: (body) => ({ ...body, status: "in_progress" }) };

  test.each<[string, Plan, string]>([
    ["requested", {}, "The backup was requested"],
    ["found after its answer was lost", { fates: { create: [lost] } }, "The backup was requested"],
    [
      "adopted",
      { maxAgeMs: HOUR_MS, prepare: having(60_000, SLOW) },
      "A recent backup is in progress",
    ],
    [
      "listed as completed, and pending after all",
      { maxAgeMs: HOUR_MS, prepare: having(60_000, COMPLETED), fates: { show: [pending] } },
      "A recent backup is in progress",
    ],
  ])("on a backup that is %s", async (_, plan, what) => {
    const story = await runVirtually({ ...plan, spec: specNew({ wait: false }) });
    expect(story.verdict).toEqual({
      result: "requested",
      message: `${what}. This step did not wait for it (wait: false). Don't deploy until a later step has waited for it.`,
    });
  });
});

test("an abort polled at the deadline is the verdict, and no other backup is requested", async () => {
  const story = await runVirtually({
    prepare: aborting,
    spec: specNew({ abortRetries: 1 }),
    timeoutMs: 5_200,
    fates: { show: [{ ...WELL, tookMs: 0 }] },
  });
  expect(story.endedAtMs).toBe(5_100);
  expect(story.verdict).toMatchObject({ result: "aborted", message: ABORT });
  expect(story.emitted).not.toContain("recreating");
});

test("an abort of an adopted backup at the very deadline is the verdict, and nothing replaces it", async () => {
  const story = await runVirtually({
    maxAgeMs: HOUR_MS,
    prepare: having(60_000, ABORTED),
    timeoutMs: 40_100,
    fates: { show: [{ ...WELL, tookMs: 0 }] },
  });
  expect(story.endedAtMs).toBe(40_000);
  expect(story.verdict).toMatchObject({ result: "aborted", message: ABORT });
  expect(story.progress).toMatchObject([taken("adopted", "in_progress")]);
});

test("one of many that is adopted is polled at once, and not only when the cadence has it", async () => {
  const story = await hold({
    maxAgeMs: HOUR_MS,
    timeoutMs: 60_000,
    prepare: requesting(2, undefined, (host) => {
      host.addBackup(installId(0), { ageMs: 60_000, course: SLOW });
    }),
  });
  expect(on(story, "show")[0]).toMatchObject({ installId: installId(0), atMs: 2 * SPACING_MS });
});
