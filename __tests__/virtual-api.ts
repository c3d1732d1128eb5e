import { scrubOf } from "../src/foreign.ts";
import type { InstallId } from "../src/ids.ts";
import { type HoldOptions, holdInstall } from "../src/hold.ts";
import { GateClosed } from "../src/errors.ts";
import { Journal } from "../src/report/journal.ts";
import { unresolved, type Verdict } from "../src/verdict.ts";
import { createClient } from "../src/wpengine/client.ts";
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

export interface Plan extends Partial<Pick<HoldOptions, "maxAgeMs" | "install" | "wanted">> {
  readonly timeoutMs?: number;
  /** What becomes of each request of an operation, in order; the last one goes on for ever. */
  readonly fates?: Partial<Record<Operation, readonly Fate[]>>;
  readonly prepare?: (host: Host, install: Install, clock: FakeClock) => void;
  readonly cancelAtMs?: number;
  readonly random?: () => number;
}

const API_URL = "https://api.example.com/v1";

/** Holds one install against the simulated host, in virtual time and without a network. */
export async function holdVirtually(plan: Plan = {}): Promise<Story> {
  const clock = new FakeClock();
  const host = new Host({ now: () => clock.epoch() });
  const install = host.addInstall("torquemag");
  plan.prepare?.(host, install, clock);
  const before = new Set(host.everything(install.id).map(({ id }) => id));
  const cancel = new AbortController();
  if (plan.cancelAtMs !== undefined) {
    void clock.sleep(plan.cancelAtMs, new AbortController().signal).then(() => {
      cancel.abort("SIGTERM");
    });
  }
  const got: Got[] = [];
  const told: string[] = [];
  const journal = new Journal();
  const transport = virtualTransport(host, clock, plan.fates ?? {}, got);
  const timeoutMs = plan.timeoutMs ?? 1_800_000;
  const random = plan.random ?? (() => 0.5);
  let keys = 0;
  const options: HoldOptions = {
    install: plan.install ?? { id: install.id as InstallId },
    wanted: plan.wanted ?? wantedNew(),
    maxAgeMs: plan.maxAgeMs,
    api: createClient(API_URL, transport, clock, scrubOf([])),
    bounds: { minMs: 2_000, maxMs: 60_000 },
    newKey: () => (keys += 1).toString(16).padStart(6, "0"),
    clock,
    random,
    requestTimeoutMs: 30_000,
    timeoutMs,
    deadline: timeoutMs,
    signal: cancel.signal,
    watcher: {
      looked: (look) => journal.looked(look),
      foresaw: (outlook) => journal.foresaw(outlook),
      missing: () => told.push("missing"),
      backingOff: () => undefined,
      askingAgain: (failure) => journal.askingAgain(failure),
      progressed(progress) {
        journal.progressed(progress);
        told.push(progress.kind);
      },
    },
  };
  journal.begun(options.install, options.wanted);
  const plain = await holdInstall(options).catch((error: unknown): Verdict => {
    if (!(error instanceof GateClosed)) throw error;
    return { result: error.result, message: error.message, cause: error.remedyCause };
  });
  const key = journal.unresolvedKey;
  return {
    verdict: key === undefined ? plain : unresolved(plain, key),
    journal,
    endedAtMs: clock.now(),
    got,
    created: host.everything(install.id).filter(({ id }) => !before.has(id)),
    clock,
    told,
  };
}

type New = Extract<HoldOptions["wanted"], { kind: "new" }>;

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

function virtualTransport(
  host: Host,
  clock: FakeClock,
  fates: Partial<Record<Operation, readonly Fate[]>>,
  got: Got[],
): Transport {
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
    await clock.sleep(lastsMs, request.signal);
    if (fate.kind === "refused") return unanswered("no answer (connect ECONNREFUSED)", true);
    const isCut = request.signal.aborted || fate.tookMs > request.withinMs;
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
