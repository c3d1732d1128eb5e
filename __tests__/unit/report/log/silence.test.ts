import { describe, expect, test } from "vitest";
import type { FleetEvent } from "../../../../src/fleet/record.ts";
import type { RetryableFailure } from "../../../../src/model/reply.ts";
import { Silence } from "../../../../src/report/log/silence.ts";
import { backupReply } from "../../../support/fixtures.ts";
import {
  capturePrinted,
  Gate,
  noAnswer,
  notBelievedYet,
  polled,
  pollFailed,
  requestFailed,
} from "../support.ts";

const CHECK =
  "Check api-url for a typo, the runner's network and proxy, and WP Engine's status page.";
const goesOn = "The step keeps trying until the timeout.";
const rateLimited: RetryableFailure = {
  kind: "retryable",
  message: "The API answered 429 Too Many Requests",
  reason: "rate-limited",
};

/** A silence with these failures, by when they came. */
function silenceOf(...failures: readonly (readonly [atMs: number, event: FleetEvent])[]): Silence {
  const silence = new Silence();
  for (const [atMs, event] of failures) silence.note(event, atMs);
  return silence;
}

describe("a silence", () => {
  test("is reported once, after two minutes", () => {
    const silence = silenceOf([10, pollFailed(noAnswer)]);
    expect(silence.warning(119_999)).toBe("");
    expect(silence.warning(120_000)).toBe(
      `No good reply from the API for 2m. Latest failure: no answer. ${goesOn} ${CHECK}`,
    );
    expect(silence.warning(120_000)).toBe("");
    silence.end(200_000);
    silence.note(pollFailed(noAnswer), 210_000);
    expect(silence.warning(900_000)).toBe("");
  });

  test("begins anew with each good reply", () => {
    const silence = silenceOf([10, pollFailed(noAnswer)]);
    silence.end(100_000);
    expect(silence.warning(300_000)).toBe("");
    silence.note(pollFailed(noAnswer), 101_000);
    expect(silence.warning(219_999)).toBe("");
    expect(silence.warning(220_000)).toContain("for 2m.");
  });

  test("is none as long as nothing has failed", () => {
    expect(silenceOf([0, polled(backupReply("requested"))]).warning(1_000_000)).toBe("");
  });

  test("must have lasted for a minute since its first failure", () => {
    const silence = silenceOf([600_000, pollFailed(noAnswer)], [630_000, pollFailed(noAnswer)]);
    expect(silence.warning(659_999)).toBe("");
    expect(silence.warning(660_000)).toContain("for 11m.");
  });

  test("is reported with its latest failure", () => {
    const silence = silenceOf([0, pollFailed(rateLimited)], [1, pollFailed(noAnswer)]);
    expect(silence.warning(120_000)).toContain(`failure: no answer. ${goesOn} ${CHECK}`);
  });

  test("of a rate limit names the rate limit, and not api-url", () => {
    const silence = silenceOf([0, pollFailed(noAnswer)], [1, requestFailed(rateLimited)]);
    expect(silence.warning(120_000)).toBe(
      `No good reply from the API for 2m. Latest failure: ${rateLimited.message}. ${goesOn} ` +
        "The account's rate limit is used up. Run fewer jobs at a time with these credentials, or raise min-poll-interval.",
    );
  });

  test.each<[FleetEvent, string]>([
    [requestFailed(noAnswer), "no answer"],
    [
      notBelievedYet({ kind: "not-found", message: "the API answered 404" }),
      "the API answered 404",
    ],
    [{ kind: "reply-lost", key: "3f9a1c", message: "it was cut off", waitMs: 1 }, "it was cut off"],
    [{ kind: "list-failed", message: "The API answered 503" }, "The API answered 503"],
  ])("is reported after %j", (event, message) => {
    expect(silenceOf([0, event]).warning(120_000)).toContain(
      ` Latest failure: ${message}. ${goesOn} ${CHECK}`,
    );
  });

  test.each<FleetEvent>([
    polled(noAnswer), // the event that says when the next poll is due follows
    requestFailed({ kind: "retryable", message: "no request was sent", reason: "not-sent" }),
    { kind: "create-sent", key: "3f9a1c" },
    { kind: "ended" },
  ])("is not reported after %j", (event) => {
    expect(silenceOf([0, event]).warning(1_000_000)).toBe("");
  });
});

describe("in the log", () => {
  const printed = capturePrinted();
  const warnings = (): string[] => printed.filter((line) => line.startsWith("::warning"));
  const text = `No good reply from the API for 2m. Latest failure: no answer. ${goesOn} ${CHECK}`;
  const warning = `::warning title=Backup gate%3A no good reply::${text}`;

  test("it is reported with a heartbeat", async () => {
    const gate = new Gate().report(pollFailed(noAnswer));
    await gate.beat(119_000);
    expect(warnings()).toEqual([]);
    await gate.beat(61_000);
    await gate.beat(300_000);
    expect(warnings()).toEqual([warning.replace("for 2m.", "for 2m59s.")]);
  });

  test("it is reported with the second heartbeat of a step", async () => {
    await new Gate().report(pollFailed(noAnswer)).beat(300_000);
    expect(warnings()).toEqual([warning]);
  });

  test("it is reported with a later failure", async () => {
    const gate = new Gate().report(pollFailed(noAnswer));
    await gate.sleep(120_000);
    gate.report(pollFailed(noAnswer), pollFailed(noAnswer));
    expect(printed.slice(1)).toEqual([
      expect.stringMatching(/^\[2m\] No answer\. /),
      warning,
      expect.stringMatching(/^\[2m\] No answer\. /),
    ]);
  });

  test("a good reply ends it", async () => {
    const gate = new Gate().report(pollFailed(noAnswer));
    await gate.sleep(119_000);
    gate.log.onGoodReply();
    await gate.sleep(1_000);
    gate.report(pollFailed(noAnswer));
    await gate.sleep(118_000);
    gate.report(pollFailed(noAnswer));
    expect(warnings()).toEqual([]);
    await gate.sleep(1_000);
    gate.report(pollFailed(noAnswer));
    expect(warnings()).toEqual([warning]);
  });
});
