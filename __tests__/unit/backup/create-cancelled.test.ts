import { describe, expect, test } from "vitest";
import type { Failure } from "../../../src/model/reply.ts";
import { type Fate, runVirtually } from "../../support/virtual-api.ts";
import { accepted, down, kinds, lost, outcome, scripted, sends } from "./cases.ts";

describe("a create request that is cancelled", () => {
  test("while it is in progress waits one second for the reply and its ID", async () => {
    const create: Fate[] = [{ kind: "answered", tookMs: 1_500 }];
    const story = await runVirtually({ fates: { create }, cancelAtMs: 600 });
    expect(story.verdict.result).toBe("cancelled");
    expect(story.record.subject.id).toBe(story.created[0]?.id);
    expect(story.endedAtMs).toBe(1_500);
  });

  test("while it hangs reports that a backup may exist, with its key", async () => {
    const create: Fate[] = [{ kind: "lost", tookMs: 20_000 }];
    const story = await runVirtually({ fates: { create }, cancelAtMs: 600 });
    expect(story.verdict).toMatchObject({ result: "cancelled", cause: "unresolved" });
    expect(story.verdict.message).toContain("key 000001");
    expect(story.record.subject.id).toBeUndefined();
    expect(story.endedAtMs).toBe(1_600);
  });

  test("while the step looks for a lost backup", async () => {
    const story = await runVirtually({
      fates: { create: [lost(0)], list: [down] },
      cancelAtMs: 5_000,
    });
    expect(story.verdict).toMatchObject({ result: "cancelled", cause: "unresolved" });
    expect(story.endedAtMs).toBe(5_000);
  });

  test("before the request is sent again: nothing is sent", async () => {
    const story = await runVirtually({
      fates: { create: [{ kind: "refused", tookMs: 10 }] },
      cancelAtMs: 200,
    });
    expect(story.verdict.result).toBe("cancelled");
    expect(story.verdict.cause).toBeUndefined();
    expect(sends(story)).toEqual([0]);
  });

  test("before anything was sent", async () => {
    const signal = AbortSignal.abort("SIGTERM");
    const script = scripted({ replies: [accepted()], signal });
    expect(await outcome(script)).toMatchObject({ result: "cancelled" });
    expect(kinds(script)).toEqual([]);
  });

  test("with the acceptance: its backup is known all the same", async () => {
    const cancel = new AbortController();
    const script = scripted({ replies: [accepted()], tookMs: 100, signal: cancel.signal });
    void script.clock.sleep(50, new AbortController().signal).then(() => cancel.abort("SIGTERM"));
    expect(await outcome(script)).toMatchObject({ result: "cancelled" });
    expect(kinds(script)).toEqual(["create-sent", "chosen"]);
  });

  test("with a failure: it is not judged any more", async () => {
    const cancel = new AbortController();
    const refused: Failure = { kind: "fatal", result: "rejected", message: "it is bad" };
    const script = scripted({ replies: [refused], tookMs: 100, signal: cancel.signal });
    void script.clock.sleep(50, new AbortController().signal).then(() => cancel.abort("SIGTERM"));
    expect(await outcome(script)).toMatchObject({ result: "cancelled" });
    expect(kinds(script)).toEqual(["create-sent"]);
  });
});
