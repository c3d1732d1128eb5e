import { scrubOf } from "../src/foreign.ts";
import type { InstallId } from "../src/ids.ts";
import { verdictOfFleet } from "../src/fleet-verdict.ts";
import { type FleetOptions, holdFleet, type Target } from "../src/fleet.ts";
import { Journal } from "../src/report/journal.ts";
import { scope } from "../src/clock.ts";
import type { Wanted } from "../src/hold.ts";
import { Turnstile } from "../src/turnstile.ts";
import type { Verdict } from "../src/verdict.ts";
import { createClient } from "../src/wpengine/client.ts";
import { paced } from "../src/wpengine/paced.ts";
import type { Answer, Transport } from "../src/wpengine/transport.ts";
import { FakeClock } from "./fake-clock.ts";
import { answerOf, operationOf } from "./simulator/api.ts";
import type { Operation } from "./simulator/faults.ts";
import { type BackupBody, Host, type Install } from "./simulator/host.ts";

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
  readonly retryAfterMs?: number | undefined;
  readonly tookMs: number;
  readonly bornInMs?: number;
  /** What an answer says instead of what it would. */
  readonly edit?: ((body: Body) => unknown) | undefined;
}

export type Body = Record<string, unknown> & { readonly results: readonly Body[] };

export const WELL: Fate = { kind: "answered", tookMs: 50 };

/** A request as the virtual API has got it. */
export interface Got {
  readonly atMs: number;
  readonly operation: Operation | undefined;
  readonly path: string;
  readonly fate: Fate;
}

export interface Story {
  readonly verdict: Verdict;
  readonly journal: Journal;
  readonly endedAtMs: number;
  readonly got: readonly Got[];
  /** Backups of the install that this step has brought about, those that are yet to be included. */
  readonly created: readonly BackupBody[];
  readonly clock: FakeClock;
  /** What the step has told of its way, by kind. */
  readonly told: readonly string[];
}

type Fates = Partial<Record<Operation, readonly Fate[]>>;

/** What every story can be told to do otherwise. */
interface CommonPlan extends Partial<Pick<FleetOptions, "maxAgeMs">> {
  readonly timeoutMs?: number;
  /** What becomes of each request of an operation, in order; the last one goes on for ever. */
  readonly fates?: Fates;
  readonly cancelAtMs?: number;
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
      return [{ install: ref, wanted: plan.wanted ?? wantedNew() }];
    },
  });
  const { journals, host } = story;
  const created = host.everything(install?.id ?? "").filter(({ id }) => !before.has(id));
  return { ...story, journal: journals[0] as Journal, created };
}

export interface FleetPlan extends CommonPlan, Partial<Pick<FleetOptions, "failFast" | "bounds">> {
  /** Sets up the host. */
  readonly prepare: (host: Host, clock: FakeClock) => readonly Target[];
  /** Another way to the API than the host's own, which each request takes before its fate. */
  readonly through?: (transport: Transport, clock: FakeClock) => Transport;
}

export interface FleetStory extends Omit<Story, "journal" | "created"> {
  /** In the order of the targets. */
  readonly journals: readonly Journal[];
  readonly host: Host;
}

/** Holds many backups, or one, against the simulated host, in virtual time and without a network. */
export async function holdFleetVirtually(plan: FleetPlan): Promise<FleetStory> {
  const clock = new FakeClock();
  const host = new Host({ now: () => clock.epoch() });
  const targets = plan.prepare(host, clock);
  const cancel = new AbortController();
  if (plan.cancelAtMs !== undefined) {
    void clock.sleep(plan.cancelAtMs, new AbortController().signal).then(() => {
      cancel.abort("SIGTERM");
    });
  }
  const got: Got[] = [];
  const told: string[] = [];
  const journals = targets.map((target) => new Journal(target));
  const { through = (transport: Transport) => transport } = plan;
  const transport = through(virtualTransport(host, clock, plan.fates ?? {}, got), clock);
  const turnstile = targets.length > 1 ? new Turnstile(clock) : undefined;
  const way = turnstile === undefined ? transport : paced(transport, turnstile, clock);
  const timeoutMs = plan.timeoutMs ?? 1_800_000;
  const random = plan.random ?? (() => 0.5);
  let keys = 0;
  await holdFleet({
    targets,
    failFast: plan.failFast ?? true,
    maxAgeMs: plan.maxAgeMs,
    api: createClient(API_URL, way, clock, scrubOf([])),
    turnstile,
    bounds: plan.bounds ?? { minMs: 2_000, maxMs: 60_000 },
    newKey: () => (keys += 1).toString(16).padStart(6, "0"),
    clock,
    random,
    requestTimeoutMs: 30_000,
    timeoutMs,
    deadline: timeoutMs,
    signal: cancel.signal,
    watchers: journals.map((journal) => ({
      looked: (look) => journal.looked(look),
      foresaw: (outlook) => journal.foresaw(outlook),
      missing: () => told.push("missing"),
      backingOff: () => undefined,
      askingAgain: (failure) => journal.askingAgain(failure),
      progressed(progress) {
        journal.progressed(progress);
        told.push(progress.kind);
      },
      ended: (verdict) => journal.end(verdict, clock.now()),
    })),
  });
  const verdict = verdictOfFleet(journals.map(({ ended }) => ended));
  return { verdict, journals, endedAtMs: clock.now(), got, host, clock, told };
}

type New = Extract<Wanted, { kind: "new" }>;

export function wantedNew(more: Partial<New> = {}): New {
  return {
    kind: "new",
    emails: ["a@example.com"],
    describe: (key) => `Before a deploy (run 1, attempt 1, key ${key})`,
    abortRetries: 0,
    wait: true,
    ...more,
  };
}

function virtualTransport(host: Host, clock: FakeClock, fates: Fates, got: Got[]): Transport {
  const counts: Partial<Record<Operation, number>> = {};
  let quietUntil = 0;

  return async (request): Promise<Answer> => {
    if (clock.now() < quietUntil) return { ...unanswered("not asked", true), quietUntil };
    const url = new URL(request.url);
    const call = {
      method: request.method,
      url,
      body: request.method === "POST" ? request.json : "",
    };
    const operation = operationOf(call);
    if (operation === undefined) throw new Error(`nothing is at ${request.url}`);
    request.begun?.();
    const count = counts[operation] ?? 0;
    counts[operation] = count + 1;
    const script = fates[operation] ?? [];
    const fate = script[Math.min(count, script.length - 1)] ?? WELL;
    got.push({ atMs: clock.now(), operation, path: `${url.pathname}${url.search}`, fate });

    const isDone = ["answered", "lost", "garbled"].includes(fate.kind);
    const lastsMs = Math.min(fate.tookMs, request.withinMs);
    // The backend goes on whatever becomes of the caller.
    const bornInMs = fate.kind === "lost" ? lastsMs + (fate.bornInMs ?? 0) : 0;
    const reply = isDone ? answerOf(host, call, bornInMs) : undefined;
    const exchange = scope(request.signal, { ms: request.lingerMs ?? 0, clock });
    await clock.sleep(lastsMs, exchange.signal);
    const isCut = exchange.signal.aborted || fate.tookMs > request.withinMs;
    exchange.end();
    if (fate.kind === "refused") return unanswered("no answer (connect ECONNREFUSED)", true);
    if (fate.kind === "swallowed" || isCut) return unanswered("no answer (socket hang up)", false);

    const { retryAfterMs } = fate;
    const until = retryAfterMs === undefined ? undefined : clock.now() + retryAfterMs;
    quietUntil = Math.max(quietUntil, until ?? 0);
    if (fate.kind === "garbled") return answered(202, "<html>", until);
    if (fate.kind === "answered" && reply) {
      const { edit = (plain: Body): unknown => plain } = fate;
      const body = JSON.stringify(edit(JSON.parse(reply.body) as Body));
      return answered(reply.status, body, until);
    }
    return fate.status === undefined
      ? unanswered("no answer (socket hang up)", false)
      : answered(fate.status, "", until);
  };

  function answered(status: number, body: string, until: number | undefined): Answer {
    return {
      kind: "answered",
      status,
      statusLine: String(status),
      quietUntil: until,
      epochMs: clock.epoch(),
      location: undefined,
      body: { kind: "text", text: body },
    };
  }
}

function unanswered(fault: string, unsent: boolean): Answer {
  return { kind: "unanswered", fault, hopeless: false, unsent };
}
