import type { Plan, PlannedJob, PlannedStep } from "./plan.ts";
import {
  type Attempt,
  type Course,
  type Disturbance,
  type JobRun,
  play,
  type Result,
  RESULTS,
  type StepRun,
} from "./player.ts";

const isGate = ({ gate }: PlannedStep): boolean => gate !== undefined;
const isWaiting = ({ gate }: PlannedStep): boolean => gate === "waits";
/** A restore changes the site, too, so it must not start without an open gate. */
const isDeploy = ({ name }: PlannedStep): boolean => /^(Deploy|Start the restore)/.test(name);
const isMessage = ({ name }: PlannedStep): boolean => name.startsWith("Notify");

const gatesOf = ({ jobs }: Plan): PlannedStep[] =>
  jobs.flatMap(({ steps }) => steps.filter(isGate));

/** Each combination of results with no disturbance, with each one, and with each pair. */
export function* coursesOf(plan: Plan): Generator<Course> {
  const disturbances = disturbancesOf(plan);
  const sets = [
    [],
    ...disturbances.map((each) => [each]),
    ...disturbances.flatMap((one, index) =>
      disturbances.slice(index + 1).map((another) => [one, another]),
    ),
  ];
  for (const results of resultsOf(gatesOf(plan).map(({ place }) => place))) {
    for (const each of sets) yield { results, disturbances: each };
  }
}

function* resultsOf(gates: readonly string[]): Generator<Record<string, Result>> {
  const [gate, ...others] = gates;
  if (gate === undefined) {
    yield {};
    return;
  }
  for (const rest of resultsOf(others)) {
    for (const result of RESULTS) yield { ...rest, [gate]: result };
  }
}

function disturbancesOf(plan: Plan): Disturbance[] {
  const steps = plan.jobs.flatMap((job) => job.steps);
  const gates = steps.filter(isGate);
  const jobs = plan.jobs.filter((job) => job.steps.some(isGate));
  const at = (kind: Disturbance["kind"], places: readonly string[]): Disturbance[] =>
    places.map((place) => ({ kind, at: place }));
  const placesOf = (some: readonly PlannedStep[]): string[] => some.map(({ place }) => place);
  return [
    ...at("the gate is skipped", placesOf(gates)),
    ...at("the gate continues on error", placesOf(gates)),
    ...at(
      "the job continues on error",
      jobs.map(({ id }) => id),
    ),
    ...at("the run is cancelled during the gate", placesOf(gates)),
    ...at("the step fails", placesOf(steps.filter((step) => !isGate(step)))),
    ...at("failed jobs are run again after a failure", placesOf(steps)),
  ];
}

/** All gates completed, and no disturbance. */
export function goodCourse(plan: Plan): Course {
  const results = gatesOf(plan).map(({ place }) => [place, "completed"] as const);
  return { results: Object.fromEntries(results), disturbances: [] };
}

/** The deploys that did not run in a course. */
export function missingDeploys(plan: Plan, course: Course): string[] {
  const ran = (play(plan, course).at(-1) ?? [])
    .flatMap(({ steps }) => steps)
    .filter(({ outcome }) => outcome !== "skipped")
    .map(({ step }) => step);
  return deploysOf(plan)
    .filter((step) => !ran.includes(step))
    .map(({ place }) => place);
}

export const deploysOf = ({ jobs }: Plan): PlannedStep[] =>
  jobs.flatMap(({ steps }) => steps.filter(isDeploy));

/** What the workflow did in a course although a gate was closed. */
export function faultsIn(plan: Plan, course: Course): string[] {
  return play(plan, course).flatMap((attempt) =>
    attempt
      .filter(({ isKept, result }) => !isKept && result !== "skipped")
      .flatMap((run) => [
        ...earlyStart(run, attempt),
        ...run.steps.flatMap((step, index) => unguarded(step, run.steps.slice(0, index))),
        ...passedFailure(run, course),
      ]),
  );
}

const hasOpened = ({ result }: StepRun): boolean => result === "completed";

/** Each deploy, and each other step after a gate, needs an open gate before it in its own job. */
function unguarded({ step, outcome }: StepRun, before: readonly StepRun[]): string[] {
  const gate = before.findLast((each) => isWaiting(each.step));
  const needsGate = isDeploy(step) || (gate !== undefined && !isGate(step) && !isMessage(step));
  if (outcome === "skipped" || !needsGate || (gate !== undefined && hasOpened(gate))) return [];
  const state = gate === undefined ? "absent" : (gate.result ?? "skipped");
  return [`${step.place} ran, and the gate before it was ${state}`];
}

/** A job starts only after the gates of the jobs that it needs have opened. */
function earlyStart({ job }: JobRun, attempt: Attempt): string[] {
  const closed = attempt
    .filter((each) => job.needs.includes(each.job.id))
    .filter((each) => waitingGates(each.job) > each.steps.filter(hasOpenedWaiting).length);
  return closed.map((each) => `${job.id} started, and a gate of ${each.job.id} was closed`);
}

const hasOpenedWaiting = (run: StepRun): boolean => isWaiting(run.step) && hasOpened(run);
const waitingGates = ({ steps }: PlannedJob): number => steps.filter(isWaiting).length;

/** A step that fails makes its job fail, unless the course itself says otherwise. */
function passedFailure({ result, steps }: JobRun, { disturbances }: Course): string[] {
  if (disturbances.some(({ kind }) => kind.endsWith("continues on error"))) return [];
  return steps
    .filter(({ outcome }) => outcome === "failure" && result === "success")
    .map(({ step }) => `${step.place} failed, and its job did not`);
}
