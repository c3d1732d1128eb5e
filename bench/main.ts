import { parseArgs } from "node:util";
import { messageOf } from "../src/util/error-text.ts";
import { benchCadence, printCadence } from "./cadence.ts";
import { benchFleet, CASES, type FleetFigures, GIVEN, printFleet } from "./fleet.ts";
import { benchMemory } from "./memory.ts";
import { benchStartup, printStartup } from "./startup.ts";
import { benchTraces, printTraces, readTraces } from "./traces.ts";

const USAGE = `Usage: npm run bench -- [cadence] [fleet] [startup] [options]

Runs the named benchmarks, or all of them.

  cadence          lag and requests for one backup, compared with other schedules and the optimum
    --seed N       seed for the simulated backups (1)
    --traces FILE  uses the backups in a JSON file instead: [{"history": [seconds…], "duration": seconds}, …], with the
                   oldest past backup first
  fleet            lag and requests for many backups in one step, compared with round robin, separate steps and the best
                   possible schedule; also the memory of dist/index.js for 800 backups, which takes three minutes
    --seed N       seed for the simulated backups (1)
    --no-memory    does not measure the memory
  startup          time from the start of dist/index.js to its first request and to its exit
    --pairs N      number of runs, each followed by a run of Node without a script (60)
  --json           prints the figures as JSON
  --help           shows this text`;

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
  const unknown = positionals.find((name) => !Object.hasOwn(benchmarks, name));
  if (unknown !== undefined) {
    refuse(`There is no benchmark "${unknown}". Use ${Object.keys(benchmarks).join(" or ")}.`);
  }
  const all = path === undefined ? Object.keys(benchmarks) : ["cadence"];
  const names = positionals.length > 0 ? positionals : all;
  if (path !== undefined && names.some((name) => name !== "cadence")) {
    refuse(`--traces works only with cadence, not with ${names.join(", ")}.`);
  }
  try {
    const figures: Record<string, unknown> = {};
    for (const name of names) {
      const result = await benchmarks[name]?.();
      figures[name] = result?.figures;
      if (!options.json) console.log(`${result?.text ?? ""}\n`);
    }
    // With several benchmarks, the JSON has one key for each of them.
    const [only] = Object.values(figures);
    if (options.json) console.log(JSON.stringify(names.length === 1 ? only : figures, null, 2));
  } catch (error) {
    console.error(messageOf(error));
    process.exitCode = 1;
  }
}

async function fleetFigures(seed: number, withMemory: boolean): Promise<FleetFigures> {
  const memory = withMemory ? benchMemory(GIVEN.backups) : undefined; // runs in its own process at the same time
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
  return refuse(`--${name} is "${text}". Use a whole number above 0.`);
}

function refuseError(error: unknown): never {
  return refuse(messageOf(error));
}

function refuse(fault: string): never {
  console.error(`${fault}\n\n${USAGE}`);
  process.exit(2);
}
