import * as core from "@actions/core";
import { systemClock as clock } from "./clock.ts";
import { secretsOf } from "./credentials.ts";
import { formatDuration } from "./duration.ts";
import { GateError } from "./errors.ts";
import { harmless, type Scrub, scrubOf } from "./foreign.ts";
import { holdUntilVerdict } from "./gate.ts";
import { credentialsOf, readSettings, type Settings } from "./inputs.ts";
import { timeIsUp } from "./judge.ts";
import { LAST_LOOK_MS } from "./look.ts";
import { Journal } from "./report/journal.ts";
import { Log } from "./report/log.ts";
import { outputsOf, writeIds, writeOutputs } from "./report/outputs.ts";
import type { Report } from "./report/report.ts";
import { summaryOf, writeSummary } from "./report/summary.ts";
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
  for (const secret of secrets) core.setSecret(secret);
  const scrub = scrubOf(secrets);
  const journal = new Journal();
  const log = new Log(clock);
  const over = new AbortController();
  let settings: Settings | undefined;

  const hold = async (): Promise<Verdict> => {
    settings = readSettings(process.env);
    writeIds(settings);
    log.opening(settings);
    void log.heartbeat(journal, settings.timeoutMs, over.signal);
    return Promise.race([
      holdGate(settings, journal, log, scrub, cancel),
      watchdog(settings.timeoutMs, journal, cancel),
      crash,
    ]);
  };
  const verdict = await hold().catch((error: unknown) => verdictOf(error, scrub));
  over.abort();
  return report({ verdict, settings, journal, waitedMs: clock.now() }, log, scrub);
}

function holdGate(
  settings: Settings,
  journal: Journal,
  log: Log,
  scrub: Scrub,
  signal: AbortSignal,
): Promise<Verdict> {
  const transport = createTransport(settings.authorization, clock, {
    exchangeBegan: () => (journal.requests += 1),
    exchangeEnded: (line) => core.debug(harmless(scrub(line))),
  });
  const client = createClient(settings.apiUrl, transport, clock, scrub);
  return holdUntilVerdict({
    look: client.watch(settings.installId, settings.backupId),
    readHistory: client.historyOf(settings.installId),
    watcher: {
      looked(look) {
        journal.looked(look);
        log.looked(look);
      },
      foresaw: (outlook) => (journal.outlook = outlook),
      backingOff: (look, waitMs) => log.backingOff(look, waitMs),
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

function verdictOf(error: unknown, scrub: Scrub): Verdict {
  if (error instanceof GateError) {
    return { result: error.result, message: error.message, cause: error.remedyCause };
  }
  if (error instanceof Error) core.debug(harmless(scrub(error.stack ?? ""), 2_000));
  return { result: "error", message: `${harmless(scrub(String(error)))}.` };
}

function report(report: Report, log: Log, scrub: Scrub): 0 | 1 {
  let { verdict } = report;
  try {
    writeOutputs(outputsOf(report));
  } catch (error) {
    verdict = verdictOf(error, scrub);
  }
  try {
    writeSummary(summaryOf({ ...report, verdict }));
  } catch (error) {
    core.warning(`The job summary could not be written: ${harmless(scrub(String(error)))}`);
  }
  log.closing({ ...report, verdict });
  return verdict.result === "completed" ? 0 : 1;
}
