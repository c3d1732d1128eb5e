import { describe, test } from "vitest";
import { metadata } from "../../simulator/runner.ts";
import type { Seen } from "../../simulator/wpengine/responder.ts";
import { expectEnds, holdsAtOnce, type Outcome, PROPERTY_LIMIT_MS } from "./holds.ts";
import {
  type ProcessPlan,
  type ProcessStory,
  quickRuns,
  runProcess,
  SECRETS,
  sentAgain,
} from "./process.ts";

/** Processes at a time: they mostly wait. */
const AT_A_TIME = 8;
const HOUR_MS = 3_600_000;
const OVERTIME_MS = 2_000;
/** What the clock of the process and ours may differ by, and the fraction of a millisecond that both leave out. */
const GRAIN_MS = 2;
/** How long an answer may be on its way between two processes of a busy machine. */
const ON_ITS_WAY_MS = 250;

/** What is broken of the promises, in words; nothing, unless the shipped action has a fault, or this has. */
function breachesOf(plan: ProcessPlan, story: ProcessStory): string[] {
  const { run, seen, startedAtMs, installIds, isCancelled } = story;
  const breaches: string[] = [];
  const hold = (isKept: boolean, promise: string): void => {
    if (!isKept) breaches.push(promise);
  };
  const result = run.outputs["result"] ?? "";
  const isOpen = run.code === 0;

  /** On our clock, the moment of the process's own. */
  const atMs = (ownMs: number): number =>
    story.fasterFromMs + (ownMs - (story.fasterFromMs - startedAtMs)) / plan.speed;
  const deadlineAtMs = atMs(plan.timeoutMs);
  const opening = installIds.map((id) =>
    seen.filter(
      (one) => one.operation === "show" && one.path.includes(id) && isOpening(plan, story, one),
    ),
  );
  const accepted = installIds.map((id) =>
    seen.filter((one) => one.path.includes(id) && isAccepted(one)),
  );
  const areAll = (each: readonly (readonly Seen[])[], byMs = Infinity): boolean =>
    each.every((some) => some.some(({ atMs }) => atMs < byMs));
  const surelyByMs = deadlineAtMs - ON_ITS_WAY_MS - story.busyMs;
  hold(run.code === 0 || run.code === 1, `exit code ${run.code}`);
  hold(
    isOpen === ["completed", "requested"].includes(result),
    `exit code ${run.code} at ${result}`,
  );
  hold(
    result !== "completed" || areAll(opening),
    "completed, and not every backup was shown to be",
  );
  const isApart = plan.isNew && !plan.wait;
  const isFresh = (nth: number): boolean =>
    plan.maxAge !== "" && (plan.sites[nth]?.ageMs ?? Infinity) < HOUR_MS;
  const areUnderWay = story.created.every(({ length }, nth) => length > 0 || isFresh(nth));
  hold(result !== "requested" || (isApart && areUnderWay), "requested, and none is");
  const isFree = !isCancelled && !isClosedByAnother(plan, seen);
  hold(
    isOpen || !isFree || !areAll(opening, surelyByMs),
    "closed, and every backup was shown to be completed",
  );
  hold(
    isOpen || !isFree || !isApart || !areAll(accepted, surelyByMs),
    "closed, and every backup was accepted",
  );

  // Where time runs faster, the process needs more of it to write its files and to go.
  const slackMs = story.busyMs + (plan.speed === 1 ? 0 : OVERTIME_MS);
  const overMs = story.endedAtMs - atMs(plan.timeoutMs + OVERTIME_MS);
  hold(
    overMs <= slackMs,
    `ended ${overMs} ms too late (the machine was too busy for ${story.busyMs} ms)`,
  );

  for (const { atMs: answeredAtMs, fault } of seen) {
    if (fault?.kind !== "answer") continue;
    const quietUntilMs =
      answeredAtMs + (Number(fault.headers?.["retry-after"] ?? 0) * 1_000) / plan.speed;
    // Of a fleet, others may have been under way when it was answered.
    const fromMs =
      installIds.length > 1 ? answeredAtMs + ON_ITS_WAY_MS + story.busyMs : answeredAtMs;
    const early = seen.filter((one) => one.atMs > fromMs && one.atMs < quietUntilMs - GRAIN_MS);
    hold(early.length === 0, `asked ${early.length} times before a Retry-After had passed`);
  }

  const log = run.stdout.replaceAll(/^::add-mask::.*$/gm, "");
  const files = {
    log,
    stderr: run.stderr,
    outputs: JSON.stringify(run.outputs),
    summary: run.summary,
  };
  for (const [name, text] of Object.entries(files)) {
    // A token that the action has not been given is no secret of its own.
    const secrets = plan.isTellingGitHub ? SECRETS : SECRETS.slice(0, 2);
    hold(!secrets.some((secret) => text.includes(secret)), `a credential in the ${name}`);
  }
  hold(story.strayed === 0, "another server has been asked");

  for (const created of story.created) {
    const most = plan.isNew ? 1 + (plan.wait ? plan.abortRetries : 0) : 0;
    hold(created.length <= most, `${created.length} backups created: ${created.join("; ")}`);
    hold(new Set(created).size === created.length, "two backups of one key");
  }

  const missing = Object.keys(metadata.outputs).filter((name) => !(name in run.outputs));
  hold(missing.length === 0, `no outputs ${missing.join()}`);
  const backups = JSON.parse(run.outputs["backups"] || "[]") as unknown[];
  hold(backups.length === installIds.length, `${backups.length} backups in the outputs`);
  hold(run.summary.includes(result), "no summary");
  if (breaches.length === 0) return [];
  const asked = seen.map(
    (one) => `${Math.round(one.atMs - startedAtMs)} ms ${one.operation} ${one.fault?.kind ?? ""}`,
  );
  return [...breaches, asked.join(", "), run.stdout + run.stderr];
}

/** Whether this answer, as it was sent, may open the gate of its install. */
function isOpening(
  plan: ProcessPlan,
  story: ProcessStory,
  { path, fault, reply = "{}" }: Seen,
): boolean {
  const isSound = fault === undefined || ["none", "delay", "edit", "gzip"].includes(fault.kind);
  if (!isSound) return false;
  const { set = {}, drop = [] } = fault?.kind === "edit" ? fault : {};
  const body = { ...(JSON.parse(reply) as Record<string, unknown>), ...set };
  const { id, status } = body;
  if (typeof id !== "string" || !path.endsWith(`/${id}`) || status !== "completed") return false;
  const nth = story.givenIds.indexOf(id);
  if (nth < 0 || plan.maxAge === "") return nth < 0 || !plan.isNew;
  const { ageMs = Infinity } = plan.sites[nth] ?? {};
  return !drop.includes("create_time") && ageMs < HOUR_MS;
}

/** Whether this answer says that a backup is requested. */
function isAccepted({ operation, fault, status, reply = "" }: Seen): boolean {
  const isSound = fault === undefined || fault.kind === "delay";
  const isAborted = reply.includes('"status":"aborted"');
  return operation === "create" && status === 202 && isSound && !isAborted;
}

/** Whether an answer that opens nothing may have closed the gate for all, whatever the rest says. */
function isClosedByAnother({ timeoutMs }: ProcessPlan, seen: readonly Seen[]): boolean {
  return seen.some(({ fault }) => {
    if (fault?.kind === "edit") return fault.set?.["status"] === "aborted";
    if (fault?.kind !== "answer") return false;
    const { status = 0, headers } = fault;
    const isPermanent = status >= 300 && status < 500 && status !== 429 && status !== 408;
    return isPermanent || Number(headers?.["retry-after"] ?? 0) * 1_000 > timeoutMs - ON_ITS_WAY_MS;
  });
}

async function keepsPromises(plan: ProcessPlan): Promise<Outcome> {
  const story = await runProcess(plan);
  return { breaches: breachesOf(plan, story), end: story.run.outputs["result"] ?? "nothing" };
}

// No retry: a course that breaks a promise would not be drawn again.
const options = { timeout: PROPERTY_LIMIT_MS, retry: 0 };

describe("the shipped action keeps its promises", options, () => {
  test("whatever the server does", async () => {
    const checked = await holdsAtOnce(quickRuns, 30, AT_A_TIME, keepsPromises);
    expectEnds(checked, "completed", "unavailable");
  });

  test("whatever becomes of a request for a backup", async () => {
    const checked = await holdsAtOnce(sentAgain, 12, AT_A_TIME, keepsPromises);
    expectEnds(checked, "completed");
  });
});
