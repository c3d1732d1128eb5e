import { describe, expect, test } from "vitest";
import type { BackupId } from "../../../src/model/ids.ts";
import type { BackupReply } from "../../../src/model/reply.ts";
import type { RequestOptions } from "../../../src/model/request-options.ts";
import { INSTALL_ID, REQUEST_OPTIONS } from "../../support/fixtures.ts";
import {
  answered,
  backup,
  ID,
  PROBE,
  RESET,
  type ScriptedApi,
  scriptedApi,
  SHOW,
} from "./scripted-api.ts";

const OOPS = answered(500);
const ROW = [OOPS, OOPS, OOPS];
const HINT = { hasRetryAfter: true };
const DIAGNOSIS = ". Listing this install's backups: The API answered 403 Words";

/** Polls the backup so often, and returns the replies. */
async function poll(
  { api }: ScriptedApi,
  times: number,
  options: RequestOptions = REQUEST_OPTIONS,
): Promise<BackupReply[]> {
  const replies = [];
  for (let count = 0; count < times; count += 1) replies.push(await api.showBackup(ID, options));
  return replies;
}

const messagesOf = (replies: readonly BackupReply[]): (string | undefined)[] =>
  replies.map((reply) => (reply.kind === "backup" ? undefined : reply.message));

describe("a row of 500s", () => {
  test("asks the listing once, after the third, and remembers what it replied", async () => {
    const scripted = scriptedApi(...ROW, answered(403), OOPS);
    const replies = await poll(scripted, 4);
    expect(scripted.paths()).toEqual([SHOW, SHOW, SHOW, PROBE, SHOW]);
    expect(messagesOf(replies)).toEqual([
      "The API answered 500 Words",
      "The API answered 500 Words",
      `The API answered 500 Words${DIAGNOSIS}`,
      `The API answered 500 Words${DIAGNOSIS}`,
    ]);
    for (const reply of replies)
      expect(reply).toMatchObject({ kind: "retryable", reason: "no-answer" });
  });

  test.each([
    ["503", answered(503)],
    ["no answer", RESET],
    ["the backup", answered(200, backup())],
  ])("that is broken by %s begins again", async (_, other) => {
    const scripted = scriptedApi(OOPS, OOPS, other, ...ROW, answered(403));
    const replies = await poll(scripted, 6);
    expect(scripted.paths()).toEqual([...Array<string>(6).fill(SHOW), PROBE]);
    expect(messagesOf(replies).slice(3)).toEqual([
      "The API answered 500 Words",
      "The API answered 500 Words",
      `The API answered 500 Words${DIAGNOSIS}`,
    ]);
  });

  test("asks the listing again if it begins again", async () => {
    const scripted = scriptedApi(...ROW, answered(403), answered(503), ...ROW, answered(200, "{}"));
    const replies = await poll(scripted, 7);
    expect(messagesOf(replies).at(-1)).toContain("backups: The API answered 200");
    expect(scripted.paths().filter((path) => path === PROBE)).toHaveLength(2);
  });

  test("is one of each backup", async () => {
    const other = { ...ID, backupId: INSTALL_ID as BackupId };
    const otherShow = SHOW.replace(ID.backupId, INSTALL_ID);
    const scripted = scriptedApi(OOPS, OOPS, OOPS, OOPS, OOPS, answered(403), OOPS, answered(400));
    const messages = [];
    for (const id of [ID, other, ID, other, ID, other]) {
      messages.push(...messagesOf([await scripted.api.showBackup(id, REQUEST_OPTIONS)]));
    }
    expect(scripted.paths()).toEqual([
      ...[SHOW, otherShow, SHOW, otherShow, SHOW],
      PROBE,
      otherShow,
      PROBE,
    ]);
    expect(messages.slice(4)).toEqual([
      `The API answered 500 Words${DIAGNOSIS}`,
      `The API answered 500 Words${DIAGNOSIS.replace("403", "400")}`,
    ]);
  });

  test("is not broken by another backup's answer", async () => {
    const other = { ...ID, backupId: INSTALL_ID as BackupId };
    const scripted = scriptedApi(OOPS, OOPS, answered(503), OOPS, answered(403));
    await poll(scripted, 2);
    await scripted.api.showBackup(other, REQUEST_OPTIONS);
    expect(messagesOf(await poll(scripted, 1))).toEqual([`The API answered 500 Words${DIAGNOSIS}`]);
  });

  test("asks the listing at the next one if the third has a Retry-After", async () => {
    const scripted = scriptedApi(OOPS, OOPS, answered(500, "", HINT), OOPS, answered(403));
    const replies = await poll(scripted, 4);
    expect(replies[2]).toEqual({
      kind: "retryable",
      message: "The API answered 500 Words",
      reason: "no-answer",
      hasRetryAfter: true,
    });
    expect(messagesOf(replies)[3]).toBe(`The API answered 500 Words${DIAGNOSIS}`);
  });

  test("keeps a Retry-After of its own once the listing has replied", async () => {
    const scripted = scriptedApi(...ROW, answered(403), answered(500, "", HINT));
    const [last] = (await poll(scripted, 4)).slice(3);
    expect(last).toMatchObject({ message: `The API answered 500 Words${DIAGNOSIS}`, ...HINT });
  });

  test("passes on a Retry-After of the listing only with the poll that requested the listing", async () => {
    const scripted = scriptedApi(...ROW, answered(403, "", HINT), OOPS);
    const replies = await poll(scripted, 4);
    expect(replies.slice(2)).toEqual(
      [true, false].map((hasRetryAfter) => ({
        kind: "retryable",
        message: `The API answered 500 Words${DIAGNOSIS}`,
        reason: "no-answer",
        hasRetryAfter,
      })),
    );
  });

  test("says so if the listing is not answered", async () => {
    const scripted = scriptedApi(...ROW, RESET);
    expect((await poll(scripted, 3))[2]).toEqual({
      kind: "retryable",
      message: "The API answered 500 Words. Listing this install's backups: reset",
      reason: "no-answer",
      hasRetryAfter: false,
    });
  });

  test("says nothing of a listing that gets no permit in time", async () => {
    const scripted = scriptedApi(...ROW);
    const replies = await poll(scripted, 3, { ...REQUEST_OPTIONS, sendBy: 2_500 });
    expect(messagesOf(replies)[2]).toBe("The API answered 500 Words");
    expect(scripted.requests).toHaveLength(3);
  });

  test("gives the listing at most two seconds, and at most the remaining time of the poll", async () => {
    const scripted = scriptedApi(...ROW, answered(403));
    await poll(scripted, 3);
    expect(scripted.requests[3]?.timeoutMs).toBe(2_000);

    const hasty = scriptedApi(...ROW, answered(403));
    await poll(hasty, 3, { ...REQUEST_OPTIONS, timeoutMs: 1_400 });
    expect(hasty.requests[3]?.timeoutMs).toBe(400);
  });

  test("counts what the poll has left from the moment at which it is sent", async () => {
    const scripted = scriptedApi(OOPS, OOPS, answered(200, "{}"), OOPS, answered(403));
    await poll(scripted, 2);
    // Another request comes first, and the poll waits 200 ms for its permit.
    const options = { ...REQUEST_OPTIONS, timeoutMs: 1_400 };
    await Promise.all([scripted.api.listInstalls(0, options), poll(scripted, 1, options)]);
    expect(scripted.sentAt).toEqual([0, 1_000, 2_000, 2_200, 3_200]);
    expect(scripted.requests[4]?.timeoutMs).toBe(400);
  });

  test("asks nothing if the poll has no time left", async () => {
    const hasty = scriptedApi(...ROW);
    const replies = await poll(hasty, 3, { ...REQUEST_OPTIONS, timeoutMs: 1_000 });
    expect(hasty.requests).toHaveLength(3);
    expect(messagesOf(replies)[2]).toBe("The API answered 500 Words");
  });

  test("asks the listing with the priority and the limits of the poll", async () => {
    const { signal } = new AbortController();
    const options = { ...REQUEST_OPTIONS, cutoffAt: 50_000, priority: () => 7, signal };
    const scripted = scriptedApi(...ROW, answered(403));
    await poll(scripted, 3, options);
    const { cutoffAt, priority, signal: given } = scripted.requests[3] ?? {};
    expect([cutoffAt, priority?.(0), given]).toEqual([50_000, 7, signal]);
  });

  test("reports once per poll that it was sent", async () => {
    const { clock, ...scripted } = scriptedApi(...ROW, answered(403));
    const sentAt: number[] = [];
    await poll({ clock, ...scripted }, 3, {
      ...REQUEST_OPTIONS,
      onSend: () => sentAt.push(clock.now()),
    });
    expect(sentAt).toEqual([0, 1_000, 2_000]);
    expect(scripted.sentAt).toEqual([0, 1_000, 2_000, 3_000]);
  });
});
