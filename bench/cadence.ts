import { formatDuration } from "../src/util/duration.ts";
import { logNormal } from "../src/schedule/distribution.ts";
import { count } from "../src/util/sentence.ts";
import { optimum } from "./optimum.ts";
import { seededRandom } from "./random.ts";
import { drawSites, MEDIAN_MS, OWN_SPREAD, SITES_SPREAD, type Trace } from "./sites.ts";
import { competitors, costMs, follow, followOurs, type Outcome } from "./schedules.ts";
import { mean, quantile } from "./statistics.ts";
import { table } from "./table.ts";

const BACKUPS_EACH = 5;
const PAST_BACKUPS = 8;

export interface Row {
  readonly schedule: string;
  readonly lagSeconds: number;
  readonly p95LagSeconds: number;
  readonly requests: number;
  readonly costSeconds: number;
  /** Cost as a multiple of the optimum that knows each site, or that knows only how the sites differ. */
  readonly ofSiteOptimum: number;
  readonly ofSpreadOptimum: number;
}

export interface CadenceFigures {
  readonly backups: number;
  readonly seed: number;
  readonly schedules: readonly Row[];
  /** Backups that take three times as long as their past ones, as multiples of the same cadence without past backups. */
  readonly trebled: { readonly requestsRatio: number; readonly lagRatio: number };
  /** Single backups without past ones. */
  readonly extremes: readonly {
    readonly durationSeconds: number;
    readonly lagSeconds: number;
    readonly requests: number;
  }[];
}

export function benchCadence(seed: number, siteCount = 1_000): CadenceFigures {
  const random = seededRandom(seed);
  const sites = drawSites(siteCount, BACKUPS_EACH, PAST_BACKUPS, random);
  const traces = sites.flatMap((site) => site.traces);

  const spreadOptimum = optimum(logNormal(MEDIAN_MS, Math.hypot(SITES_SPREAD, OWN_SPREAD)));
  const followed: Record<string, readonly Outcome[]> = {
    "optimum, site known": sites.flatMap((site) => {
      const schedule = optimum(logNormal(site.medianMs, OWN_SPREAD));
      return site.traces.map(({ durationMs }) => follow(schedule, durationMs));
    }),
    "optimum, spread known": traces.map(({ durationMs }) => follow(spreadOptimum, durationMs)),
  };
  for (const past of [8, 3, 1, 0]) {
    followed[`Backup Gate, ${count(past, "past backup")}`] = traces.map(({ pastMs, durationMs }) =>
      followOurs(pastMs.slice(0, past), durationMs),
    );
  }
  for (const [name, schedule] of Object.entries(competitors(random))) {
    followed[name] = traces.map(({ durationMs }) => follow(schedule, durationMs));
  }

  const costOf = (outcomes: readonly Outcome[] = []): number =>
    mean(outcomes.map(({ lagMs, requests }) => costMs(lagMs, requests)));
  return {
    backups: traces.length,
    seed,
    schedules: Object.entries(followed).map(([schedule, outcomes]) => {
      const lagsMs = outcomes.map(({ lagMs }) => lagMs);
      return {
        schedule,
        lagSeconds: mean(lagsMs) / 1_000,
        p95LagSeconds: quantile(lagsMs, 0.95) / 1_000,
        requests: mean(outcomes.map(({ requests }) => requests)),
        costSeconds: costOf(outcomes) / 1_000,
        ofSiteOptimum: costOf(outcomes) / costOf(followed["optimum, site known"]),
        ofSpreadOptimum: costOf(outcomes) / costOf(followed["optimum, spread known"]),
      };
    }),
    trebled: compareTrebled(traces),
    extremes: [5, 30, 10_800].map((durationSeconds) => {
      const { lagMs, requests } = followOurs([], durationSeconds * 1_000);
      return { durationSeconds, lagSeconds: lagMs / 1_000, requests };
    }),
  };
}

function compareTrebled(traces: readonly Trace[]): CadenceFigures["trebled"] {
  const pairs = traces.map(({ pastMs, durationMs }) => ({
    informed: followOurs(pastMs, 3 * durationMs),
    uninformed: followOurs([], 3 * durationMs),
  }));
  const ratio = (of: (outcome: Outcome) => number): number =>
    mean(pairs.map(({ informed }) => of(informed))) /
    mean(pairs.map(({ uninformed }) => of(uninformed)));
  return {
    requestsRatio: ratio(({ requests }) => requests),
    lagRatio: ratio(({ lagMs }) => lagMs),
  };
}

export function printCadence({
  backups,
  seed,
  schedules,
  trebled,
  extremes,
}: CadenceFigures): string {
  const head = [
    "schedule",
    "mean lag",
    "95 % within",
    "requests",
    "cost",
    "× site optimum",
    "× spread optimum",
  ];
  const rows = schedules.map((row) => [
    row.schedule,
    `${row.lagSeconds.toFixed(1)} s`,
    `${row.p95LagSeconds.toFixed(1)} s`,
    row.requests.toFixed(1),
    `${row.costSeconds.toFixed(1)} s`,
    row.ofSiteOptimum.toFixed(2),
    row.ofSpreadOptimum.toFixed(2),
  ]);
  const single = extremes.map(
    ({ durationSeconds, lagSeconds, requests }) =>
      `A backup of ${formatDuration(durationSeconds * 1_000)} without past backups: lag ${lagSeconds.toFixed(1)} s, ${requests} requests.`,
  );
  return [
    `Cadence: ${backups} simulated backups of ${backups / BACKUPS_EACH} sites (seed ${seed}).`,
    "Lag: time from the completion to the status check that detects it. Cost: lag plus 0.5 s for each request.",
    table(head, rows),
    `If backups take three times as long as their 8 past ones: ${trebled.requestsRatio.toFixed(2)} × the requests and ` +
      `${trebled.lagRatio.toFixed(2)} × the lag of a schedule without past backups.`,
    ...single,
  ].join("\n");
}
