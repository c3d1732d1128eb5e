import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { benchCadence, type CadenceFigures, type Row } from "../../bench/cadence.ts";
import { benchFleet, CASES, type FleetRow, GIVEN } from "../../bench/fleet.ts";
import { ROOT } from "../../simulator/runner.ts";

const OURS = /^Backup Gate/;

function rowOf({ schedules }: CadenceFigures, name: string): Row {
  const row = schedules.find(({ schedule }) => schedule === name);
  if (row === undefined) throw new Error(`no schedule ${name}`);
  return row;
}

const seconds = (value: number): string => `${value.toFixed(1)} s`;

/** A section of docs/polling.md, up to the next heading. */
async function sectionOf(heading: string): Promise<string> {
  const page = await readFile(join(ROOT, "docs/polling.md"), "utf8");
  const [, section = ""] = page.split(`${heading}\n`);
  return section.split(/\n##+ /)[0] ?? "";
}

function rowsOf(section: string, kind: RegExp): string[][] {
  return section
    .split("\n")
    .filter((line) => kind.test(line))
    .map((line) =>
      line
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

describe("the cadence", () => {
  // Simulated on a virtual clock from one seed, so the figures are the same on every machine.
  const figures = benchCadence(1);

  test.each([3, 8])(
    "with %i past backups, its cost is near the optimum that knows the site",
    (count) => {
      const row = rowOf(figures, `Backup Gate, ${count} past backups`);
      expect(row.ofSiteOptimum).toBeLessThanOrEqual(1.2);
      expect(row.lagSeconds).toBeLessThanOrEqual(5.5);
      expect(row.requests).toBeLessThanOrEqual(17);
    },
  );

  test("without past backups, its cost is near the optimum that knows how sites differ", () => {
    expect(rowOf(figures, "Backup Gate, 0 past backups").ofSpreadOptimum).toBeLessThanOrEqual(1.1);
  });

  test("the optimum costs least, and the action costs less than every other schedule", () => {
    const costs = figures.schedules.map((row) => row.costSeconds);
    expect(Math.min(...costs)).toBe(rowOf(figures, "optimum, site known").costSeconds);
    const ours = figures.schedules.filter(({ schedule }) => OURS.test(schedule));
    const others = figures.schedules.filter(
      ({ schedule }) => !/^(Backup Gate|optimum)/.test(schedule),
    );
    expect([ours.length, others.length]).toEqual([4, 5]);
    const worstOfOurs = Math.max(...ours.map((row) => row.costSeconds));
    expect(worstOfOurs).toBeLessThan(Math.min(...others.map((row) => row.costSeconds)));
  });

  test("docs/polling.md has the figures of the benchmark", async () => {
    const section = await sectionOf("## When the action checks");
    const printed = rowsOf(section, / s +\|$/);
    const given = figures.schedules
      .filter(({ schedule }) => !schedule.startsWith("optimum"))
      .map((row) => [
        row.schedule,
        seconds(row.lagSeconds),
        seconds(row.p95LagSeconds),
        row.requests.toFixed(1),
        seconds(row.costSeconds),
      ]);
    expect(printed).toEqual(given);
    for (const optimum of ["optimum, site known", "optimum, spread known"]) {
      expect(section).toContain(seconds(rowOf(figures, optimum).costSeconds));
    }
  });
});

describe("a fleet", async () => {
  // Simulated on a virtual clock from one seed, like the cadence.
  const isShown = ({ backups, limit }: FleetRow | (typeof CASES)[number]): boolean =>
    backups > 1 && limit.perSecond === 5 && limit.hasRetryAfter;
  const { rows } = await benchFleet(1, [...CASES.filter(isShown), GIVEN]);
  const rowOf = (backups: number, origin: FleetRow["origin"]): FleetRow => {
    const row = rows.find((one) => one.backups === backups && one.origin === origin);
    if (row === undefined) throw new Error(`no row of ${backups} ${origin}`);
    return row;
  };

  test("one step detects 800 backups much earlier than round robin and separate steps", () => {
    const { fleet, alone, lagOfRoundRobin, lagOfAlone } = rowOf(800, "requested");
    expect(lagOfRoundRobin).toBeLessThanOrEqual(0.4);
    expect(lagOfAlone).toBeLessThanOrEqual(0.6);
    expect(fleet.refusedShare).toBeLessThan(0.02);
    expect(alone.refusedShare).toBeGreaterThan(0.02);
  });

  test("one step also detects 800 existing backups earlier", () => {
    const { fleet, lagOfRoundRobin, lagOfAlone } = rowOf(800, "given");
    expect(lagOfRoundRobin).toBeLessThanOrEqual(0.5);
    expect(lagOfAlone).toBeLessThanOrEqual(0.6);
    expect(fleet.refusedShare).toBeLessThan(0.02);
  });

  test.each([50, 200])("one step detects %i backups as early as separate steps", (backups) => {
    expect(rowOf(backups, "requested").lagOfAlone).toBeLessThanOrEqual(1);
  });

  test("one step needs fewer requests than separate steps, and fewer are rate-limited", () => {
    for (const { fleet, alone } of rows) {
      expect(fleet.requests).toBeLessThan(alone.requests);
      expect(fleet.refusedShare * fleet.requests).toBeLessThan(alone.refusedShare * alone.requests);
    }
  });

  test("no schedule is earlier than the best possible one", () => {
    for (const { fleet, roundRobin, alone, clairvoyant } of rows) {
      const others = [fleet, roundRobin, alone].map(({ meanLagSeconds }) => meanLagSeconds);
      expect(Math.min(...others)).toBeGreaterThan(clairvoyant.meanLagSeconds);
    }
  });

  test("docs/polling.md has the figures of the benchmark", async () => {
    const given = rows
      .filter(({ origin }) => origin === "requested")
      .map(({ backups, fleet, roundRobin, alone }) => [
        String(backups),
        ...[fleet, roundRobin, alone].map(({ meanLagSeconds }) => seconds(meanLagSeconds)),
        String(fleet.requests),
        String(alone.requests),
        `${(100 * alone.refusedShare).toFixed(0)} %`,
      ]);
    expect(rowsOf(await sectionOf("## Several backups in one step"), /^\| +\d/)).toEqual(given);
  });
});

describe("npm run bench", () => {
  const bench = promisify(execFile);
  const run = (...words: string[]): Promise<{ stdout: string; stderr: string }> =>
    bench(process.execPath, [join(ROOT, "bench", "main.ts"), ...words]);

  test("uses the traces of a file", async () => {
    const folder = await mkdtemp(join(tmpdir(), "backup-gate-bench-"));
    const file = join(folder, "traces.json");
    const history = [100, 101, 99];
    await writeFile(
      file,
      JSON.stringify([
        { history, duration: 100 },
        { history: [], duration: 0 },
      ]),
    );
    const { stdout } = await run("cadence", "--traces", file, "--json");
    await rm(folder, { recursive: true });
    const figures = JSON.parse(stdout) as {
      lagSeconds: number;
      looks: number;
      costSeconds: number;
      perTrace: { lagSeconds: number; looks: number }[];
    };
    expect(Object.keys(figures)).toEqual(["lagSeconds", "looks", "costSeconds", "perTrace"]);
    expect(figures.perTrace[1]).toEqual({ lagSeconds: 0, looks: 1 });
    const [first] = figures.perTrace;
    expect(first?.lagSeconds).toBeLessThan(8);
    expect(figures.looks).toBe(((first?.looks ?? NaN) + 1) / 2);
    expect(figures.costSeconds).toBeCloseTo(figures.lagSeconds + figures.looks / 2, 9);
  });

  test.each([
    [["fleets"], 'no benchmark "fleets"'],
    [["cadence", "--seed", "soon"], '--seed is "soon"'],
    [["--traces", "nowhere.json"], "--traces: can't read nowhere.json"],
    [["startup", "--traces", "package.json"], "--traces"],
    [["--what"], "--what"],
  ])("refuses %j", async (words, fault) => {
    await expect(run(...words)).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringContaining(fault) as string,
    });
  });
});
