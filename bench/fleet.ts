import { MAX_PER_SECOND } from "../src/wpengine/http/rate.ts";
import {
  ANSWER_MS,
  inSteps,
  type Limit,
  type Origin,
  type Outcome,
  outcomeOf,
  type Site,
} from "./fleet-world.ts";
import { type MemoryFigures, printMemory } from "./memory.ts";
import { count } from "../src/util/sentence.ts";
import { type Random, seededRandom } from "./random.ts";
import { drawSites } from "./sites.ts";
import { mean, quantile } from "./statistics.ts";
import { table } from "./table.ts";

export interface FleetCase {
  readonly backups: number;
  readonly origin: Origin;
  readonly limit: Limit;
}

/** What one way of polling achieves. */
export interface Figures {
  readonly meanLagSeconds: number;
  readonly p95LagSeconds: number;
  /** From the last completion until all results are known. */
  readonly lastLagSeconds: number;
  readonly endedAtSeconds: number;
  readonly requests: number;
  readonly refusedShare: number;
}

export interface FleetRow extends FleetCase {
  readonly fleet: Figures;
  /** The same backups in several steps at the same time. */
  readonly shards?: Figures;
  readonly roundRobin: Figures;
  readonly alone: Figures;
  /** Not possible in practice: a bound that shows how much of the lag the rate limit causes. */
  readonly clairvoyant: Figures;
  readonly lagOfRoundRobin: number;
  readonly lagOfAlone: number;
}

export interface FleetFigures {
  readonly seed: number;
  readonly rows: readonly FleetRow[];
  readonly memory?: MemoryFigures;
}

export const PAST_BACKUPS = 3;
const BURST = 5;
const SHARDS = 4;
const SHARDED_FROM = 400;

/** Realistic sizes and limits: the number of sites of an agency, and the rates that an API may allow. */
export const CASES: readonly FleetCase[] = [1, 50, 200, 400, 800].flatMap((backups) =>
  [2, 5, 20].flatMap((perSecond) =>
    [true, false].map((hasRetryAfter) => ({
      backups,
      origin: "requested" as const,
      limit: { perSecond, burst: BURST, hasRetryAfter },
    })),
  ),
);
/** All backups were requested at the same moment before the step starts, so the step knows nothing about them. */
export const GIVEN: FleetCase = {
  backups: 800,
  origin: "given",
  limit: { perSecond: 5, burst: BURST, hasRetryAfter: true },
};

export async function benchFleet(seed: number, cases: readonly FleetCase[]): Promise<FleetFigures> {
  const rows: FleetRow[] = [];
  for (const one of cases) rows.push(await compare(one, seed));
  return { seed, rows };
}

async function compare(one: FleetCase, seed: number): Promise<FleetRow> {
  const { backups, origin, limit } = one;
  const random = (): Random => seededRandom(seed);
  const sites = drawSites(backups, 1, PAST_BACKUPS, random()).flatMap(({ traces }) => traces);
  const split = async (steps: number): Promise<Figures> =>
    figuresOf(await inSteps(steps, sites, origin, limit, random()));
  const fleet = await split(1);
  const perSecond = Math.min(MAX_PER_SECOND, limit.perSecond);
  const roundRobin = figuresOf(inTurn(sites, origin, 1_000 / perSecond));
  const alone = backups === 1 ? fleet : await split(backups);
  return {
    ...one,
    fleet,
    ...(backups >= SHARDED_FROM && { shards: await split(SHARDS) }),
    roundRobin,
    alone,
    clairvoyant: figuresOf(inTime(sites, origin, 1_000 / perSecond)),
    lagOfRoundRobin: fleet.meanLagSeconds / roundRobin.meanLagSeconds,
    lagOfAlone: fleet.meanLagSeconds / alone.meanLagSeconds,
  };
}

/** Polls all pending backups one after the other, again and again. */
function inTurn(sites: readonly Site[], origin: Origin, spacingMs: number): Outcome {
  const completedAtMs = completions(sites, origin, spacingMs);
  const endedAtMs: number[] = [];
  let requests = origin === "requested" ? sites.length : 0;
  let pending = sites.map((_, index) => index);
  for (; pending.length > 0;) {
    pending = pending.filter((index) => {
      const atMs = requests * spacingMs;
      requests += 1;
      const isCompleted = (completedAtMs[index] ?? 0) <= atMs;
      if (isCompleted) endedAtMs[index] = atMs + ANSWER_MS;
      return !isCompleted;
    });
  }
  return { ...outcomeOf(completedAtMs, endedAtMs), requests, refusals: 0 };
}

/** Polls each backup exactly when it completes, or as soon as the rate limit allows. */
function inTime(sites: readonly Site[], origin: Origin, spacingMs: number): Outcome {
  const completedAtMs = completions(sites, origin, spacingMs);
  const endedAtMs: number[] = [];
  let freeAtMs = 0;
  const order = [...completedAtMs.entries()].sort(([, a], [, b]) => a - b);
  for (const [index, completed] of order) {
    const atMs = Math.max(completed, freeAtMs);
    endedAtMs[index] = atMs + ANSWER_MS;
    freeAtMs = atMs + spacingMs;
  }
  const requests = sites.length * (origin === "requested" ? 2 : 1);
  return { ...outcomeOf(completedAtMs, endedAtMs), requests, refusals: 0 };
}

/** When each backup completes, if they are requested as fast as the rate limit allows. */
function completions(sites: readonly Site[], origin: Origin, spacingMs: number): number[] {
  const startMs = origin === "requested" ? spacingMs : 0;
  return sites.map(({ durationMs }, index) => index * startMs + durationMs);
}

function figuresOf(outcome: Outcome): Figures {
  const { lagsMs, lastLagMs, endedAtMs, requests, refusals } = outcome;
  return {
    meanLagSeconds: mean(lagsMs) / 1_000,
    p95LagSeconds: quantile(lagsMs, 0.95) / 1_000,
    lastLagSeconds: lastLagMs / 1_000,
    endedAtSeconds: endedAtMs / 1_000,
    requests,
    refusedShare: refusals / requests,
  };
}

export function printFleet({ seed, rows, memory }: FleetFigures): string {
  const head = [
    "",
    "mean lag",
    "95 % within",
    "last lag",
    "all done at",
    "requests",
    "rate-limited",
  ];
  const blocks = rows.map((row) => {
    const { backups, origin, limit } = row;
    const subject = count(backups, origin === "given" ? "existing backup" : "backup");
    const hint = limit.hasRetryAfter ? "with" : "without";
    const title = `${subject}, ${limit.perSecond} requests/s, ${hint} Retry-After`;
    const ways: [string, Figures][] = [
      ["one step", row.fleet],
      ...(row.shards ? [[`${SHARDS} steps at once`, row.shards] as [string, Figures]] : []),
      ["round robin at the same rate", row.roundRobin],
      ["separate steps", row.alone],
      ["best possible", row.clairvoyant],
    ];
    const ratios = `Lag of one step: ${row.lagOfRoundRobin.toFixed(2)} × round robin, ${row.lagOfAlone.toFixed(2)} × separate steps.`;
    const lines = ways.map(([name, figures]) => [name, ...cellsOf(figures)]);
    return `${table([title, ...head.slice(1)], lines)}\n${ratios}`;
  });
  return [
    `Fleet: one simulated backup per site (seed ${seed}). Each site has ${PAST_BACKUPS} past backups. The rate limit allows bursts of ${BURST} requests.\n` +
      "Lag: time from the completion of a backup to its result. Last lag: time from the last completion until all results are known.\n" +
      "Separate steps: one step per site, all at the same time. Best possible: a status check exactly at each completion, if the rate limit allows it.",
    ...blocks,
    ...(memory === undefined ? [] : [printMemory(memory)]),
  ].join("\n\n");
}

function cellsOf(figures: Figures): string[] {
  const seconds = (value: number): string => `${value.toFixed(1)} s`;
  return [
    seconds(figures.meanLagSeconds),
    seconds(figures.p95LagSeconds),
    seconds(figures.lastLagSeconds),
    `${figures.endedAtSeconds.toFixed(0)} s`,
    String(figures.requests),
    `${(100 * figures.refusedShare).toFixed(1)} %`,
  ];
}
