import { nextTurn, systemClock as clock } from "./clock.ts";
import { secretsOf } from "./credentials.ts";
import { formatDuration } from "./duration.ts";
import { type Scrub, scrubOf } from "./foreign.ts";
import { holdUntilVerdict } from "./gate.ts";
import { credentialsOf, readSettings, type Settings } from "./inputs.ts";
import { timeIsUp } from "./judge.ts";
import { LAST_LOOK_MS } from "./look.ts";
import { Journal } from "./report/journal.ts";
import { requireOutputsFile } from "./report/outputs-file.ts";
import type { Reporter } from "./report/reporter.ts";
import { cancelled, type Verdict } from "./verdict.ts";
import { createClient } from "./wpengine/client.ts";
import { createTransport } from "./wpengine/transport.ts";

/** How long after the last look's end the watchdog bites: well within the 2 s that a step may outlive its timeout. */
const WATCHDOG_MARGIN_MS = 150;
/** How long a cancelled step may take to wind up. */
const WIND_UP_MS = 500;

/**
 * Runs the step: the real world in, the report out.
 * @param cancel aborts with the name of the signal that cancels the run.
 * @returns the exit code: 0 for an open gate, 1 for everything else.
 */
export async function main(cancel: AbortSignal): Promise<0 | 1> {
  const crash = nextCrash();
  const secrets = secretsOf(credentialsOf(process.env));
  const scrub = scrubOf(secrets);
  const journal = new Journal();
  const over = new AbortController();
  const opened = Promise.withResolvers<Reporter>();
  let settings: Settings | undefined;

  const hold = async (): Promise<Verdict> => {
    settings = readSettings(process.env);
    requireOutputsFile();
    const gate = holdGate(settings, journal, opened.promise, scrub, cancel);
    return Promise.race([gate, watchdog(settings.timeoutMs, journal, cancel), crash]);
  };
  const createReporter = async (): Promise<Reporter> => {
    const { Reporter } = await import(/* webpackMode: "eager" */ "./report/reporter.ts");
    return new Reporter(clock, journal, secrets, scrub);
  };
  // Where Node is to print what it does, headers are among it: it must not, before they are masked.
  const early = process.env["NODE_DEBUG"] ? await createReporter() : undefined;
  const held = hold();
  held.catch(() => undefined); // not before there is somebody to report it

  // The toolkit takes as long to load as a request takes: it does so while the API answers the first one.
  await nextTurn();
  const reporter = early ?? (await createReporter());
  const open = async (): Promise<Verdict> => {
    if (settings !== undefined) reporter.open(settings, over.signal);
    opened.resolve(reporter);
    return held;
  };
  const verdict = await open().catch((error: unknown) => reporter.verdictOf(error));
  over.abort();
  return reporter.close({ verdict, settings, journal, waitedMs: clock.now() });
}

/** @param opened what the first request brings is not passed on before. */
function holdGate(
  settings: Settings,
  journal: Journal,
  opened: Promise<Reporter>,
  scrub: Scrub,
  signal: AbortSignal,
): Promise<Verdict> {
  let reporter: Reporter | undefined;
  const transport = createTransport(settings.authorization, clock, {
    exchangeBegan: () => (journal.requests += 1),
    async exchangeEnded(line) {
      reporter = await opened;
      reporter.exchangeEnded(line);
    },
  });
  const client = createClient(settings.apiUrl, transport, clock, scrub);
  return holdUntilVerdict({
    look: client.watch(settings.installId, settings.backupId),
    readHistory: client.historyOf(settings.installId),
    watcher: {
      looked: (look) => reporter?.looked(look),
      foresaw: (outlook) => reporter?.foresaw(outlook),
      backingOff: (failure, waitMs) => reporter?.backingOff(failure, waitMs),
    },
    clock,
    random: Math.random,
    bounds: { minMs: settings.minPollIntervalMs, maxMs: settings.maxPollIntervalMs },
    requestTimeoutMs: settings.requestTimeoutMs,
    timeoutMs: settings.timeoutMs,
    deadline: settings.timeoutMs, // the clock counts from the start of the process
    signal,
  });
}

/** The verdict where the gate itself has not come to one in time: nothing of ours may outstay the promise. */
async function watchdog(
  timeoutMs: number,
  journal: Journal,
  cancel: AbortSignal,
): Promise<Verdict> {
  await clock.sleep(timeoutMs + LAST_LOOK_MS + WATCHDOG_MARGIN_MS - clock.now(), cancel);
  if (!cancel.aborted) return timeIsUp(journal.latestLook, formatDuration(timeoutMs));
  await clock.sleep(WIND_UP_MS, new AbortController().signal);
  return cancelled(cancel);
}

/** Rejects with a bug of ours that surfaces outside the gate: thrown, rejected, or a wait that nothing will ever end. */
function nextCrash(): Promise<never> {
  const crash = new Promise<never>((_, reject) => {
    process.on("uncaughtException", reject);
    process.on("unhandledRejection", reject);
    process.on("beforeExit", () => reject(new Error("nothing was left to wait for")));
  });
  crash.catch(() => undefined); // it may come when the verdict has fallen already
  return crash;
}
