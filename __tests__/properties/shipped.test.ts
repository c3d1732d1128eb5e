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
  createFaultRuns,
} from "./process.ts";

/** Number of processes at a time: they mostly wait. */
const AT_A_TIME = 8;
const HOUR_MS = 3_600_000;
const OVERTIME_MS = 2_000;
/** Largest difference between the clocks of the two processes, including rounding. */
const CLOCK_TOLERANCE_MS = 2;
/** How long a reply may take between two processes of a busy machine. */
const TRANSIT_MS = 250;

/** The violated promises, as text. Empty unless the shipped action or this check has a bug. */
function violationsOf(plan: ProcessPlan, story: ProcessStory): string[] {
  const { run, seen, startedAtMs, installIds, isCancelled } = story;
  const violations: string[] = [];
  const check = (isKept: boolean, violation: string): void => {
    if (!isKept) violations.push(violation);
  };
  const result = run.outputs["result"] ?? "";
  const isOpen = run.code === 0;

  /** Converts a time of the process to this process's clock. */
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
  const hasEach = (each: readonly (readonly Seen[])[], byMs = Infinity): boolean =>
    each.every((some) => some.some(({ atMs }) => atMs < byMs));
  const surelyByMs = deadlineAtMs - TRANSIT_MS - story.busyMs;
  check(run.code === 0 || run.code === 1, `exit code ${run.code}`);
  check(
    isOpen === ["completed", "requested"].includes(result),
    `exit code ${run.code} with result ${result}`,
  );
  check(
    result !== "completed" || hasEach(opening),
    "completed, but not every backup was polled as completed",
  );
  const requestsOnly = plan.isNew && !plan.wait;
  const isFresh = (nth: number): boolean =>
    plan.maxAge !== "" && (plan.sites[nth]?.ageMs ?? Infinity) < HOUR_MS;
  const areAllRequested = story.created.every(({ length }, nth) => length > 0 || isFresh(nth));
  check(
    result !== "requested" || (requestsOnly && areAllRequested),
    "requested, but a backup is missing",
  );
  const isUndisturbed = !isCancelled && !isClosedByAnother(plan, seen);
  check(
    isOpen || !isUndisturbed || !hasEach(opening, surelyByMs),
    "closed, but every backup was polled as completed",
  );
  check(
    isOpen || !isUndisturbed || !requestsOnly || !hasEach(accepted, surelyByMs),
    "closed, but every create request was accepted",
  );

  // On a faster clock, writing the files and ending takes the process longer.
  const slackMs = story.busyMs + (plan.speed === 1 ? 0 : OVERTIME_MS);
  const overMs = story.endedAtMs - atMs(plan.timeoutMs + OVERTIME_MS);
  check(
    overMs <= slackMs,
    `ended ${overMs} ms too late (the machine was too busy for ${story.busyMs} ms)`,
  );

  for (const { atMs: answeredAtMs, fault } of seen) {
    if (fault?.kind !== "answer") continue;
    const retryAtMs =
      answeredAtMs + (Number(fault.headers?.["retry-after"] ?? 0) * 1_000) / plan.speed;
    // Other requests of a fleet may already have been in transit.
    const fromMs = installIds.length > 1 ? answeredAtMs + TRANSIT_MS + story.busyMs : answeredAtMs;
    const early = seen.filter(
      (one) => one.atMs > fromMs && one.atMs < retryAtMs - CLOCK_TOLERANCE_MS,
    );
    check(early.length === 0, `sent ${early.length} requests before the end of a Retry-After`);
  }

  const log = run.stdout.replaceAll(/^::add-mask::.*$/gm, "");
  const files = {
    log,
    stderr: run.stderr,
    outputs: JSON.stringify(run.outputs),
    summary: run.summary,
  };
  for (const [name, text] of Object.entries(files)) {
    // The action can redact the token only if it has it as an input.
    const secrets = plan.publishesStatus ? SECRETS : SECRETS.slice(0, 2);
    check(!secrets.some((secret) => text.includes(secret)), `the ${name} contains a credential`);
  }
  check(story.unexpectedRequests === 0, "another server received a request");

  for (const created of story.created) {
    const most = plan.isNew ? 1 + (plan.wait ? plan.abortRetries : 0) : 0;
    check(created.length <= most, `${created.length} backups created: ${created.join("; ")}`);
    check(new Set(created).size === created.length, "two backups with the same key");
  }

  const missing = Object.keys(metadata.outputs).filter((name) => !(name in run.outputs));
  check(missing.length === 0, `missing outputs: ${missing.join()}`);
  const backups = JSON.parse(run.outputs["backups"] || "[]") as unknown[];
  check(backups.length === installIds.length, `${backups.length} entries in the output backups`);
  check(run.summary.includes(result), "the summary does not contain the result");
  if (violations.length === 0) return [];
  const requests = seen.map(
    (one) => `${Math.round(one.atMs - startedAtMs)} ms ${one.operation} ${one.fault?.kind ?? ""}`,
  );
  return [...violations, requests.join(", "), run.stdout + run.stderr];
}

/** Whether this reply, as it was sent, may open the gate of its install. */
function isOpening(
  plan: ProcessPlan,
  story: ProcessStory,
  { path, fault, reply = "{}" }: Seen,
): boolean {
  const isValid = fault === undefined || ["none", "delay", "edit", "gzip"].includes(fault.kind);
  if (!isValid) return false;
  const { set = {}, drop = [] } = fault?.kind === "edit" ? fault : {};
  const body = { ...(JSON.parse(reply) as Record<string, unknown>), ...set };
  const { id, status } = body;
  if (typeof id !== "string" || !path.endsWith(`/${id}`) || status !== "completed") return false;
  const nth = story.givenIds.indexOf(id);
  if (nth < 0 || plan.maxAge === "") return nth < 0 || !plan.isNew;
  const { ageMs = Infinity } = plan.sites[nth] ?? {};
  return !drop.includes("create_time") && ageMs < HOUR_MS;
}

/** Whether this reply accepts a create request. */
function isAccepted({ operation, fault, status, reply = "" }: Seen): boolean {
  const isValid = fault === undefined || fault.kind === "delay";
  const isAborted = reply.includes('"status":"aborted"');
  return operation === "create" && status === 202 && isValid && !isAborted;
}

/** Whether another reply may have closed the gate for all backups. */
function isClosedByAnother({ timeoutMs }: ProcessPlan, seen: readonly Seen[]): boolean {
  return seen.some(({ fault }) => {
    if (fault?.kind === "edit") return fault.set?.["status"] === "aborted";
    if (fault?.kind !== "answer") return false;
    const { status = 0, headers } = fault;
    const isPermanent = status >= 300 && status < 500 && status !== 429 && status !== 408;
    return isPermanent || Number(headers?.["retry-after"] ?? 0) * 1_000 > timeoutMs - TRANSIT_MS;
  });
}

async function keepsPromises(plan: ProcessPlan): Promise<Outcome> {
  const story = await runProcess(plan);
  return { violations: violationsOf(plan, story), end: story.run.outputs["result"] ?? "nothing" };
}

// No retry: it would draw other cases and hide the counterexample.
const options = { timeout: PROPERTY_LIMIT_MS, retry: 0 };

describe("the shipped action keeps its promises", options, () => {
  test("with random server faults", async () => {
    const checked = await holdsAtOnce(quickRuns, 30, AT_A_TIME, keepsPromises);
    expectEnds(checked, "completed", "unavailable");
  });

  test("with random faults in create requests", async () => {
    const checked = await holdsAtOnce(createFaultRuns, 12, AT_A_TIME, keepsPromises);
    expectEnds(checked, "completed");
  });
});
