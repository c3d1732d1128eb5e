/** One line of `act --json`, as far as the tests read it. */
export interface Line {
  readonly job?: string;
  readonly jobID?: string;
  readonly jobResult?: string;
  readonly stage?: string;
  readonly step?: string;
  readonly stepID?: readonly string[];
  readonly stepResult?: string;
  readonly msg?: string;
  readonly raw_output?: boolean;
  readonly command?: string;
  readonly name?: string;
  readonly arg?: string;
  readonly content?: string;
}

/** A step that has run. Skipped steps are not reported. */
export interface Step {
  /** Name of its job: unique, unlike the ID, for each job of a matrix. */
  readonly job: string;
  /** ID of its job in the workflow file. */
  readonly jobId: string;
  readonly name: string;
  /** ID of the step, or its position. A step of a composite action follows its parent, after a slash. */
  readonly id: string;
  /** `running` until it ends. */
  result: string;
  readonly outputs: Record<string, string>;
  summary: string;
  /** Output of the step, masked by act. On a busy machine, act can lose the last output before a step ends. */
  log: string;
}

/** Collects the steps and the job results from act's lines. */
export class Events {
  readonly lines: Line[] = [];
  readonly jobs: Record<string, string> = {};
  readonly #steps = new Map<string, Step>();
  readonly #onStart: (step: Step) => void;

  constructor(onStart: (step: Step) => void) {
    this.#onStart = onStart;
  }

  get steps(): Step[] {
    return [...this.#steps.values()];
  }

  add(line: Line): void {
    this.lines.push(line);
    if (line.job !== undefined && line.jobResult !== undefined) this.#addJob(line);
    // "Pre" and "Post" are the phases of an action before and after its step.
    if (line.stage !== "Main" || line.stepID === undefined) return;
    const step = this.#stepOf(line, line.stepID.join("/"));
    if (line.stepResult !== undefined) step.result = line.stepResult;
    else if (line.command === "set-output") step.outputs[line.name ?? ""] = line.arg ?? "";
    else if (line.command === "summary") step.summary += line.content ?? "";
    else if (line.raw_output === true) step.log += line.msg ?? "";
  }

  /** A matrix has several jobs with one ID. The result is success only if all of them succeed. */
  #addJob({ jobID = "", jobResult = "" }: Line): void {
    if ((this.jobs[jobID] ?? "success") === "success") this.jobs[jobID] = jobResult;
  }

  #stepOf({ job = "", jobID = "", step: name = "" }: Line, id: string): Step {
    const key = `${job} ${id}`;
    const known = this.#steps.get(key);
    if (known !== undefined) return known;
    const empty = { result: "running", outputs: {}, summary: "", log: "" };
    const step = { job, jobId: jobID, name, id, ...empty };
    this.#steps.set(key, step);
    this.#onStart(step);
    return step;
  }
}
