import type { Contexts, Status, Values } from "./expressions.ts";
import type { Plan, PlannedJob, PlannedStep } from "./plan.ts";

export const RESULTS = [
  "completed",
  "requested",
  "checked",
  "aborted",
  "timed-out",
  "unavailable",
  "stale",
  "not-found",
  "unauthorized",
  "rejected",
  "invalid-input",
  "cancelled",
  "error",
] as const;
export type Result = (typeof RESULTS)[number];

type Outcome = "success" | "failure" | "cancelled" | "skipped";

/** What differs from a normal run in a course. */
export interface Disturbance {
  readonly kind:
    | "the gate is skipped"
    | "the gate continues on error"
    | "the job continues on error"
    | "the run is cancelled during the gate"
    | "the step fails"
    /** The step fails in a first attempt with completed backups. Then the failed jobs are re-run. */
    | "failed jobs are run again after a failure";
  /** The step or the job. */
  readonly at: string;
}

/** These are changes of the workflow file, so they apply to each attempt. */
const IN_THE_FILE: readonly Disturbance["kind"][] = [
  "the gate is skipped",
  "the gate continues on error",
  "the job continues on error",
];

export interface Course {
  /** The results of the gates in the last attempt, by place. */
  readonly results: Readonly<Record<string, Result>>;
  readonly disturbances: readonly Disturbance[];
}

export interface StepRun {
  readonly step: PlannedStep;
  readonly outcome: Outcome;
  /** The outcome after `continue-on-error`. */
  readonly conclusion: Outcome;
  /** The result of a gate that was not skipped. */
  readonly result: Result | undefined;
}

export interface JobRun {
  readonly job: PlannedJob;
  /** What other jobs see as `needs.X.result`. */
  readonly result: Outcome;
  /** Whether the job is from an earlier attempt. */
  readonly isKept: boolean;
  readonly steps: readonly StepRun[];
  readonly outputs: Values;
}

export type Attempt = readonly JobRun[];

/** The attempts of one run of a workflow, as GitHub would run it. */
export function play({ jobs }: Plan, { results, disturbances }: Course): Attempt[] {
  const rerun = disturbances.find(
    ({ kind }) => kind === "failed jobs are run again after a failure",
  );
  if (rerun === undefined) return [attempt(jobs, { results, disturbances }, [])];
  const first = attempt(
    jobs,
    {
      results: Object.fromEntries(
        Object.keys(results).map((at) => [at, at === rerun.at ? "unavailable" : "completed"]),
      ),
      disturbances: [
        ...disturbances.filter(({ kind }) => IN_THE_FILE.includes(kind)),
        { kind: "the step fails", at: rerun.at },
      ],
    },
    [],
  );
  const kept: JobRun[] = [];
  for (const run of first) {
    const needsAreKept = run.job.needs.every((id) => kept.some(({ job }) => job.id === id));
    if (run.result === "success" && needsAreKept) kept.push({ ...run, isKept: true });
  }
  return [first, attempt(jobs, { results, disturbances }, kept)];
}

function attempt(jobs: readonly PlannedJob[], course: Course, kept: readonly JobRun[]): Attempt {
  const runs = new Map<string, JobRun>();
  for (const job of jobs) {
    const run = kept.find((each) => each.job.id === job.id) ?? runJob(job, course, runs);
    runs.set(job.id, run);
  }
  return [...runs.values()];
}

function runJob(job: PlannedJob, course: Course, earlier: ReadonlyMap<string, JobRun>): JobRun {
  const ancestors = ancestorsOf(job, earlier).map(({ result }) => result);
  const needs = Object.fromEntries(
    job.needs.map((id) => {
      const { result = "skipped", outputs = {} } = earlier.get(id) ?? {};
      return [id, { result, outputs }];
    }),
  );
  const status: Status = {
    success: ancestors.every((result) => result === "success"),
    failure: ancestors.includes("failure"),
    cancelled: [...earlier.values()].some(({ result }) => result === "cancelled"),
  };
  if (!job.condition.isTrue({ needs }, status)) {
    return { job, result: "skipped", isKept: false, steps: [], outputs: {} };
  }
  const { steps, contexts, status: end } = runSteps(job, course, needs);
  const outputs = job.outputs.map(({ name, value }) => [name, value.text(contexts, end)]);
  const continues =
    job.continuesOnError || isDisturbed(course, "the job continues on error", job.id);
  return {
    job,
    result: end.cancelled ? "cancelled" : end.failure && !continues ? "failure" : "success",
    isKept: false,
    steps,
    outputs: Object.fromEntries(outputs) as Values,
  };
}

/** All jobs before this one: `success()` and `failure()` depend on more than the direct `needs`. */
function ancestorsOf(job: PlannedJob, earlier: ReadonlyMap<string, JobRun>): JobRun[] {
  return job.needs.flatMap((id) => {
    const run = earlier.get(id);
    return run === undefined ? [] : [run, ...ancestorsOf(run.job, earlier)];
  });
}

function runSteps(
  job: PlannedJob,
  course: Course,
  needs: Values,
): { readonly steps: StepRun[]; readonly contexts: Contexts; readonly status: Status } {
  const runs: StepRun[] = [];
  const steps: Record<string, Values> = {};
  let status: Status = { success: true, failure: false, cancelled: false };
  for (const step of job.steps) {
    const run = runStep(step, course, { steps, needs }, status);
    runs.push(run);
    const { outcome, conclusion, result } = run;
    steps[step.id] = { outcome, conclusion, outputs: result === undefined ? {} : { result } };
    const cancelled = status.cancelled || conclusion === "cancelled";
    const failure = !cancelled && (status.failure || conclusion === "failure");
    status = { success: !failure && !cancelled, failure, cancelled };
  }
  return { steps: runs, contexts: { steps, needs }, status };
}

function runStep(step: PlannedStep, course: Course, contexts: Contexts, status: Status): StepRun {
  const is = (kind: Disturbance["kind"]): boolean => isDisturbed(course, kind, step.place);
  if (is("the gate is skipped") || !step.condition.isTrue(contexts, status)) {
    return { step, outcome: "skipped", conclusion: "skipped", result: undefined };
  }
  const result = step.gate === undefined ? undefined : course.results[step.place];
  const fails = result === undefined ? is("the step fails") : !isGood(result, step);
  const isCancelled = is("the run is cancelled during the gate");
  const outcome = isCancelled ? "cancelled" : fails ? "failure" : "success";
  const continues = step.continuesOnError || is("the gate continues on error");
  const conclusion = outcome === "failure" && continues ? "success" : outcome;
  return { step, outcome, conclusion, result };
}

function isGood(result: Result, { gate }: PlannedStep): boolean {
  if (result === "requested") return gate === "requests";
  return result === "completed" || result === "checked";
}

function isDisturbed(course: Course, kind: Disturbance["kind"], at: string): boolean {
  return course.disturbances.some((each) => each.kind === kind && each.at === at);
}
