import { parseArgs } from "node:util";
import { messageOf } from "../src/util/error-text.ts";
import { benchCadence, printCadence } from "./cadence.ts";
import { benchFleet, CASES, type FleetFigures, GIVEN, printFleet } from "./fleet.ts";
import { benchMemory } from "./memory.ts";
import { benchStartup, printStartup } from "./startup.ts";
import { benchTraces, printTraces, readTraces } from "./traces.ts";

const USAGE = `npm run bench -- [cadence] [fleet] [startup] [options]

Runs the benchmarks that are named, or all.

  cadence          when to look: lag and requests beside other schedules and the optimum
    --seed N       draws other backups (default 1)
    --traces FILE  follows these backups instead: [{"history": [seconds…], "duration": seconds}, …]
  fleet            many backups in one step, beside looking round robin, gates alone and what nobody can know; and the
                   memory that dist/index.js takes for 800, in three minutes of real time
    --seed N       draws other backups (default 1)
    --no-memory    leaves the memory out
  startup          dist/index.js from its spawn to its first request and its exit
    --pairs N      runs, each with a bare Node beside it (default 60)
  --json           figures for machines
  --help           this`;

const { values: options, positionals } = readArguments();
if (options.help) {
  console.log(USAGE);
} else {
  const { traces: path } = options;
  const traces = path === undefined ? undefined : await readTraces(path).catch(refuseError);
  const seed = wholeNumber("seed", options.seed);
  const pairs = wholeNumber("pairs", options.pairs);
  const benchmarks: Readonly<Record<string, () => Measured | Promise<Measured>>> = {
    cadence: () => {
      if (traces !== undefined) return measured(benchTraces(traces), printTraces);
      return measured(benchCadence(seed), printCadence);
    },
    fleet: async () => measured(await fleetFigures(seed, !options["no-memory"]), printFleet),
    startup: async () => measured(await benchStartup(pairs), printStartup),
  };
  const stranger = positionals.find((name) => !Object.hasOwn(benchmarks, name));
  if (stranger !== undefined) {
    refuse(`got "${stranger}"; there are ${Object.keys(benchmarks).join(" and ")}`);
  }
  const all = path === undefined ? Object.keys(benchmarks) : ["cadence"];
  const names = positionals.length > 0 ? positionals : all;
  if (path !== undefined && names.some((name) => name !== "cadence")) {
    refuse(`--traces: is for cadence alone, got ${names.join(" and ")}`);
  }
  try {
    const figures: Record<string, unknown> = {};
    for (const name of names) {
      const result = await benchmarks[name]?.();
      figures[name] = result?.figures;
      if (!options.json) console.log(`${result?.text ?? ""}\n`);
    }
    // One benchmark's figures stand alone, several under their names.
    const [only] = Object.values(figures);
    if (options.json) console.log(JSON.stringify(names.length === 1 ? only : figures, null, 2));
  } catch (error) {
    console.error(messageOf(error));
    process.exitCode = 1;
  }
}

async function fleetFigures(seed: number, withMemory: boolean): Promise<FleetFigures> {
  const memory = withMemory ? benchMemory(GIVEN.backups) : undefined; // in a process of its own, beside the rest
  const figures = await benchFleet(seed, [...CASES, GIVEN]);
  return memory === undefined ? figures : { ...figures, memory: await memory };
}

interface Measured {
  readonly figures: unknown;
  readonly text: string;
}

function measured<Figures>(figures: Figures, print: (figures: Figures) => string): Measured {
  return { figures, text: print(figures) };
}

function readArguments() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        seed: { type: "string", default: "1" },
        pairs: { type: "string", default: "60" },
        traces: { type: "string" },
        "no-memory": { type: "boolean", default: false },
        json: { type: "boolean", default: false },
        help: { type: "boolean", default: false },
      },
    });
  } catch (error) {
    return refuse(messageOf(error));
  }
}

function wholeNumber(name: string, text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number > 0) return number;
  return refuse(`--${name}: got "${text}"; wants a whole number above 0`);
}

function refuseError(error: unknown): never {
  return refuse(messageOf(error));
}

function refuse(fault: string): never {
  console.error(`${fault}\n\n${USAGE}`);
  process.exit(2);
}
