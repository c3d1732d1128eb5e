import type { BackupEvent } from "../../src/backup/events.ts";
import { type FleetOptions, runFleet } from "../../src/fleet/fleet.ts";
import { BackupRecord, type FleetEvent } from "../../src/fleet/record.ts";
import type { InstallId } from "../../src/model/ids.ts";
import type { NewBackupSpec, Target } from "../../src/model/target.ts";
import type { Verdict } from "../../src/model/verdict.ts";
import type { Step } from "../../src/schedule/context.ts";
import { createBudget } from "../../src/schedule/deadline.ts";
import { childSignal } from "../../src/util/abort.ts";
import { redactorOf } from "../../src/util/sanitize.ts";
import { createApiOver } from "../../src/wpengine/create-api.ts";
import type { Answer, Answered, Request, Transport } from "../../src/wpengine/http/transport.ts";
import { FakeClock } from "../../simulator/clock.ts";
import { answerOf, type Call, operationOf } from "../../simulator/wpengine/api.ts";
import type { Operation } from "../../simulator/wpengine/faults.ts";
import { type BackupBody, Host, type Install } from "../../simulator/wpengine/host.ts";

/** What becomes of one request. Milliseconds throughout. */
export interface Fate {
  readonly kind:
    | "answered"
    /** Never reaches the API. */
    | "refused"
    /** The API answers in the place of what was asked for, having done nothing. */
    | "status"
    /** What was asked for is done, in `bornInMs` after the answer has been lost. */
    | "lost"
    /** Nothing is done, and nothing answered. */
    | "swallowed"
    /** Done at once, and answered with something that cannot be read. */
    | "garbled";
  readonly status?: number | undefined;
  /** The body that comes with `status`; empty unless given. */
  readonly body?: string;
  readonly retryAfterMs?: number | undefined;
  readonly tookMs: number;
  readonly bornInMs?: number;
  /** Whether an answer has no `Date`. */
  readonly isUndated?: boolean;
  /** How long an answer was in a cache. */
  readonly cachedForMs?: number;
  /** What an answer says instead of what it would. */
  readonly edit?: ((body: Body) => unknown) | undefined;
}

export type Body = Record<string, unknown> & { readonly results: readonly Body[] };

export const WELL: Fate = { kind: "answered", tookMs: 50 };

/** A request as the virtual API has got it. */
export interface Got {
  readonly atMs: number;
  readonly operation: Operation | undefined;
  /** Empty where it is of no install. */
  readonly installId: string;
  readonly path: string;
  readonly fate: Fate;
}

/** What has come back of it. */
export interface Heard {
  readonly got: Got;
  readonly atMs: number;
  readonly answer: Answer;
}

/** A request whose fate is yet to be told. */
export interface Asked extends Pick<Got, "atMs" | "operation" | "installId"> {
  /** How many of its operation and its install were before it. */
  readonly nth: number;
}

export interface Story {
  readonly verdict: Verdict;
  readonly record: BackupRecord;
  readonly endedAtMs: number;
  readonly got: readonly Got[];
  readonly heard: readonly Heard[];
  /** Moments at which the API was to be asked although it wanted quiet: nothing has gone out. */
  readonly heldBack: readonly number[];
  /** Backups of the install that this step has brought about, those that are yet to be included. */
  readonly created: readonly BackupBody[];
  readonly clock: FakeClock;
  /** What has happened on the way to the backups and at their polls, but for replies and forecasts: by kind, */
  readonly told: readonly string[];
  /** and in full, but for what happens at polls. */
  readonly progress: readonly BackupEvent[];
}

type Fates = Partial<Record<Operation, readonly Fate[]>>;

/** What every story can be told to do otherwise. */
interface CommonPlan extends Partial<Pick<FleetOptions, "maxAgeMs" | "newKey" | "dryRun">> {
  readonly clock?: FakeClock;
  readonly host?: Host;
  readonly timeoutMs?: number;
  /** What becomes of each request of an operation, in order; the last one goes on for ever. */
  readonly fates?: Fates;
  readonly cancelAtMs?: number | undefined;
  readonly random?: () => number;
}

export interface Plan extends CommonPlan, Partial<Target> {
  readonly prepare?: (host: Host, install: Install, clock: FakeClock) => void;
}

const API_URL = "https://api.example.com/v1";

/** Holds one install against the simulated host, in virtual time and without a network. */
export async function holdVirtually(plan: Plan = {}): Promise<Story> {
  let install: Install | undefined;
  let before = new Set<string>();
  const story = await holdFleetVirtually({
    ...plan,
    prepare(host, clock) {
      install = host.addInstall("torquemag");
      plan.prepare?.(host, install, clock);
      before = new Set(host.everything(install.id).map(({ id }) => id));
      const ref = plan.install ?? { id: install.id as InstallId };
      return [{ install: ref, spec: plan.spec ?? specNew() }];
    },
  });
  const { records, host } = story;
  const created = host.everything(install?.id ?? "").filter(({ id }) => !before.has(id));
  return { ...story, record: records[0] as BackupRecord, created };
}

export interface FleetPlan extends CommonPlan, Partial<Pick<FleetOptions, "failFast" | "bounds">> {
  /** Sets up the host. */
  readonly prepare: (host: Host, clock: FakeClock) => readonly Target[];
  /** What becomes of a request, where it is not to be as `fates` has it. */
  readonly fateOf?: (asked: Asked) => Fate | undefined;
  readonly requestTimeoutMs?: number;
  /** The way to the host, where it is not to be as `fates` and `fateOf` have it: nothing is got or heard by then. */
  readonly transport?: Transport;
}

export interface FleetStory extends Omit<Story, "record" | "created"> {
  /** In the order of the targets. */
  readonly records: readonly BackupRecord[];
  /** Every verdict that has been told, as it was told: one for each target. */
  readonly verdicts: readonly { readonly index: number; readonly verdict: Verdict }[];
  readonly cancelledAtMs: number | undefined;
  readonly host: Host;
}

/** Holds many backups, or one, against the simulated host, in virtual time and without a network. */
export async function holdFleetVirtually(plan: FleetPlan): Promise<FleetStory> {
  const { clock = new FakeClock() } = plan;
  const { host = new Host({ now: () => clock.epoch() }) } = plan;
  const targets = plan.prepare(host, clock);
  const cancel = new AbortController();
  let cancelledAtMs: number | undefined;
  if (plan.cancelAtMs !== undefined) {
    void clock.sleep(plan.cancelAtMs, new AbortController().signal).then(() => {
      cancelledAtMs = clock.now();
      cancel.abort("SIGTERM");
    });
  }
  const traffic: Traffic = { got: [], heard: [], heldBack: [] };
  const told: string[] = [];
  const progress: BackupEvent[] = [];
  const records = targets.map((target) => new BackupRecord(target));
  const verdicts: FleetStory["verdicts"][number][] = [];
  const { transport = virtualTransport(host, clock, plan, traffic) } = plan;
  const timeoutMs = plan.timeoutMs ?? 1_800_000;
  let keys = 0;
  const step: Step = {
    clock,
    random: plan.random ?? (() => 0.5),
    budget: createBudget({ timeoutMs, requestTimeoutMs: plan.requestTimeoutMs ?? 30_000 }, false),
    signal: cancel.signal,
  };
  const emit = (record: BackupRecord, event: FleetEvent): void => {
    if (event.kind === "ended") {
      const index = records.indexOf(record);
      verdicts.push({ index, verdict: record.ended?.verdict as Verdict });
    } else if (event.kind === "not-believed-yet") told.push(event.kind);
    else if (!["polled", "forecast", "poll-failed", "request-failed"].includes(event.kind)) {
      told.push(event.kind);
      progress.push(event as BackupEvent);
    }
  };
  const verdict = await runFleet(
    {
      records,
      failFast: plan.failFast ?? true,
      dryRun: plan.dryRun ?? false,
      maxAgeMs: plan.maxAgeMs,
      bounds: plan.bounds ?? { minMs: 2_000, maxMs: 60_000 },
      newKey: plan.newKey ?? (() => (keys += 1).toString(16).padStart(6, "0")),
      emit,
    },
    step,
    createApiOver(transport, {
      apiUrl: API_URL,
      clock,
      redact: redactorOf([]),
      addSecret: () => undefined,
      gates: records.length,
    }),
  );
  const endedAtMs = clock.now();
  const ends = { verdict, records, verdicts, endedAtMs, cancelledAtMs };
  return { ...ends, ...traffic, host, clock, told, progress };
}

export function specNew(more: Partial<NewBackupSpec> = {}): NewBackupSpec {
  return {
    kind: "new",
    emails: ["a@example.com"],
    describe: (key) => `[gate ${key}, run 1, attempt 1] Before a deploy`,
    abortRetries: 0,
    wait: true,
    ...more,
  };
}

interface Traffic {
  readonly got: Got[];
  readonly heard: Heard[];
  readonly heldBack: number[];
}

function virtualTransport(
  host: Host,
  clock: FakeClock,
  { fates = {}, fateOf = () => undefined }: Pick<FleetPlan, "fates" | "fateOf">,
  { got: all, heard, heldBack }: Traffic,
): Transport {
  const counts = new Map<string, number>();
  const countOf = (key: string): number => {
    const count = counts.get(key) ?? 0;
    counts.set(key, count + 1);
    return count;
  };
  let retryAt = 0;

  return async (request): Promise<Answer> => {
    if (clock.now() < retryAt) {
      heldBack.push(clock.now());
      return unanswered("not asked", true);
    }
    const { got, answer } = begin(request);
    const what = await answer;
    heard.push({ got, atMs: clock.now(), answer: what });
    return what;
  };

  function begin(request: Request): { got: Got; answer: Promise<Answer> } {
    const url = new URL(request.url);
    const call = {
      method: request.method,
      url,
      body: request.method === "POST" ? request.json : "",
    };
    const operation = operationOf(call);
    if (operation === undefined) throw new Error(`nothing is at ${request.url}`);
    request.onSend?.();
    const [, installId = ""] = /\/installs\/([^/]+)/.exec(url.pathname) ?? [];
    const atMs = clock.now();
    const script = fates[operation] ?? [];
    const count = countOf(operation);
    const nth = countOf(`${operation} ${installId}`);
    const fate =
      fateOf({ atMs, operation, installId, nth }) ??
      script[Math.min(count, script.length - 1)] ??
      WELL;
    const got = { atMs, operation, installId, path: `${url.pathname}${url.search}`, fate };
    all.push(got);
    return { got, answer: answerTo(request, call, fate) };
  }

  async function answerTo(request: Request, call: Call, fate: Fate): Promise<Answer> {
    const isDone = ["answered", "lost", "garbled"].includes(fate.kind);
    const lastsMs = Math.min(fate.tookMs, request.timeoutMs);
    // The backend goes on whatever becomes of the caller.
    const bornInMs = fate.kind === "lost" ? lastsMs + (fate.bornInMs ?? 0) : 0;
    const reply = isDone ? answerOf(host, call, bornInMs) : undefined;
    const exchange = childSignal(request.signal, { ms: request.abortGraceMs ?? 0, clock });
    await clock.sleep(lastsMs, exchange.signal);
    const isCut = exchange.signal.aborted || fate.tookMs > request.timeoutMs;
    exchange.end();
    if (fate.kind === "refused") return unanswered("no answer (connect ECONNREFUSED)", true);
    if (fate.kind === "swallowed" || isCut) return unanswered("no answer (socket hang up)", false);

    const { retryAfterMs } = fate;
    const until = retryAfterMs === undefined ? undefined : clock.now() + retryAfterMs;
    retryAt = Math.max(retryAt, until ?? 0);
    if (until !== undefined) request.onRetryAfter?.(until);
    if (fate.kind === "garbled") return answered(202, "<html>", until);
    if (fate.kind === "answered" && reply) {
      const { edit = (plain: Body): unknown => plain } = fate;
      const body = JSON.stringify(edit(JSON.parse(reply.body) as Body));
      return {
        ...answered(reply.status, body, until, fate.isUndated),
        cachedForMs: fate.cachedForMs ?? 0,
      };
    }
    return fate.status === undefined
      ? unanswered("no answer (socket hang up)", false)
      : answered(fate.status, fate.body ?? "", until);
  }

  function answered(
    status: number,
    body: string,
    until: number | undefined,
    isOurClock = false,
  ): Answered {
    return {
      kind: "answered",
      status,
      statusLine: String(status),
      hasRetryAfter: until !== undefined,
      epochMs: clock.epoch(),
      isOurClock,
      cachedForMs: 0,
      location: undefined,
      body: { kind: "text", text: body },
    };
  }
}

function unanswered(fault: string, unsent: boolean): Answer {
  return { kind: "unanswered", fault, unsent };
}
