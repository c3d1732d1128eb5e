import { expect, test } from "vitest";
import { type Fate, runVirtually, specNew } from "../../support/virtual-api.ts";

const spec = specNew({ wait: false, rerun: { run: "7", attempt: 2 } });
const hanging: Fate = { kind: "answered", tookMs: 60_000 };

test("a re-run that waits for nothing gives the listing five seconds", async () => {
  const story = await runVirtually({ spec, fates: { list: [hanging] } });
  expect(story.verdict.result).toBe("requested");
  expect(story.endedAtMs).toBe(5_050);
  expect(story.emitted).not.toContain("earlier-attempts");
});

test("a signal in that time cancels it", async () => {
  const story = await runVirtually({ spec, fates: { list: [hanging] }, cancelAtMs: 2_000 });
  expect(story.verdict.result).toBe("cancelled");
  expect(story.record.subject.id).toBe(story.created[0]?.id);
});

test("a re-run that waits opens even if a signal arrives after the last poll", async () => {
  const waiting = { ...spec, wait: true };
  const plan = { spec: waiting, fates: { list: [hanging] }, random: () => 0 };
  const { endedAtMs } = await runVirtually(plan);
  const story = await runVirtually({ ...plan, cancelAtMs: endedAtMs - 1 });
  expect(story.verdict.result).toBe("completed");
});
