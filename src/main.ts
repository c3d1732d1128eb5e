import { randomBytes } from "node:crypto";
import { LAST_LOOK_MS } from "./budget.ts";
import { nextTurn, systemClock as clock } from "./clock.ts";
import { credentialsOf, secretsOf } from "./credentials.ts";
import { formatDuration } from "./duration.ts";
import { type Scrub, scrubOf } from "./foreign.ts";
import { holdInstall } from "./hold.ts";
import { readSettings, type Settings } from "./inputs.ts";
import { timeIsUp } from "./judge.ts";
import { Journal } from "./report/journal.ts";
import { requireOutputsFile } from "./report/outputs-file.ts";
import type { Reporter } from "./report/reporter.ts";
import { ANSWER_AFTER_CANCEL_MS } from "./request.ts";
import { cancelled, unresolved, type Verdict } from "./verdict.ts";
import { createClient } from "./wpengine/client.ts";
import { createTransport } from "./wpengine/transport.ts";

/** How long after the last look's end the watchdog bites: well within the 2 s that a step may outlive its timeout. */
const WATCHDOG_MARGIN_MS = 150;
/** How long a cancelled step may take to wind up, beside waiting for the answer to a request for a backup. */
const WIND_UP_MS = 500;
const KEY_BYTES = 3;

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
    journal.begun(settings.install, settings.wanted);
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
  const plain = await open().catch((error: unknown) => reporter.verdictOf(error));
  over.abort();
  const key = journal.unresolvedKey;
  const verdict = key === undefined ? plain : unresolved(plain, key);
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
  return holdInstall({
    ...settings,
    api: createClient(settings.apiUrl, transport, clock, scrub),
    watcher: {
      looked(look) {
        journal.looked(look);
        reporter?.looked(look);
      },
      foresaw: (outlook) => journal.foresaw(outlook),
      missing: (message) => reporter?.missing(message),
      backingOff: (failure, waitMs) => reporter?.backingOff(failure, waitMs),
      askingAgain(failure, waitMs) {
        journal.askingAgain(failure);
        reporter?.askingAgain(failure, waitMs);
      },
      progressed(progress) {
        journal.progressed(progress);
        reporter?.progressed(progress);
      },
    },
    clock,
    random: Math.random,
    newKey: () => randomBytes(KEY_BYTES).toString("hex"),
    bounds: { minMs: settings.minPollIntervalMs, maxMs: settings.maxPollIntervalMs },
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
  await clock.sleep(ANSWER_AFTER_CANCEL_MS + WIND_UP_MS, new AbortController().signal);
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
