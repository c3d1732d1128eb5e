import * as core from "@actions/core";
import { systemClock as clock } from "./clock.ts";
import { secretsOf } from "./credentials.ts";
import { formatDuration } from "./duration.ts";
import { GateError } from "./errors.ts";
import { harmless, scrubOf } from "./foreign.ts";
import { cancelled, holdUntilVerdict, LAST_LOOK_MS } from "./gate.ts";
import { credentialsOf, readSettings, type Settings } from "./inputs.ts";
import { timeIsUp, type Verdict } from "./judge.ts";
import { Journal } from "./report/journal.ts";
import { Log } from "./report/log.ts";
import { outputsOf, writeIds, writeOutputs } from "./report/outputs.ts";
import type { Report } from "./report/report.ts";
import { summaryOf, writeSummary } from "./report/summary.ts";
import { createClient } from "./wpengine/client.ts";
import { createTransport } from "./wpengine/transport.ts";

/** How long after the last look's end the watchdog bites: well within the 2 s that a step may outlive its timeout. */
const WATCHDOG_MARGIN_MS = 150;
/** How long a cancelled step may take to wind up. */
const WIND_UP_MS = 500;

/**
 * Runs the step: the real world in, the report out.
 * @returns the exit code: 0 for an open gate, 1 for everything else.
 */
export async function main(): Promise<0 | 1> {
  const journal = new Journal();
  const log = new Log(clock);
  const cancel = cancelledByHost();
  const over = new AbortController();
  let settings: Settings | undefined;

  const hold = async (): Promise<Verdict> => {
    for (const secret of secrets()) core.setSecret(secret);
    settings = readSettings(process.env);
    writeIds(settings);
    log.opening(settings);
    void log.heartbeat(journal, settings.timeoutMs, over.signal);
    return Promise.race([
      holdGate(settings, journal, log, cancel),
      watchdog(settings.timeoutMs, journal, cancel, over.signal),
    ]);
  };
  const verdict = await Promise.race([hold().catch(verdictOf), crash()]);
  over.abort();
  return report({ verdict, settings, journal, waitedMs: clock.now() }, log);
}

function holdGate(
  settings: Settings,
  journal: Journal,
  log: Log,
  signal: AbortSignal,
): Promise<Verdict> {
  const transport = createTransport(settings.authorization, clock, {
    exchangeBegan: () => (journal.requests += 1),
    exchangeEnded: (line) => core.debug(scrubbed(line)),
  });
  const client = createClient(settings.apiUrl, transport, clock, scrubbed);
  return holdUntilVerdict({
    look: client.watch(settings.installId, settings.backupId),
    watcher: {
      looked(look) {
        journal.looked(look);
        log.looked(look);
      },
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
  over: AbortSignal,
): Promise<Verdict> {
  await clock.sleep(timeoutMs + LAST_LOOK_MS + WATCHDOG_MARGIN_MS - clock.now(), cancel);
  if (!cancel.aborted) return timeIsUp(journal.latestLook, formatDuration(timeoutMs));
  await clock.sleep(WIND_UP_MS, over);
  return cancelled(cancel);
}

/** The runner sends SIGINT first and SIGTERM 7.5 s later; further ones change nothing. */
function cancelledByHost(): AbortSignal {
  const cancel = new AbortController();
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK"] as const) {
    process.on(name, () => cancel.abort(name));
  }
  return cancel.signal;
}

/** A bug of ours that surfaces outside the gate: thrown, rejected, or a wait that nothing will ever end. */
function crash(): Promise<Verdict> {
  return new Promise((resolve) => {
    process.on("uncaughtException", (error) => resolve(verdictOf(error)));
    process.on("unhandledRejection", (error) => resolve(verdictOf(error)));
    process.on("beforeExit", () => resolve(verdictOf(new Error("nothing was left to wait for"))));
  });
}

function verdictOf(error: unknown): Verdict {
  if (error instanceof GateError) return { result: error.result, message: error.message };
  if (error instanceof Error) core.debug(harmless(scrubbed(error.stack ?? ""), 2_000));
  return { result: "error", message: `${harmless(scrubbed(String(error)))}.` };
}

function report(report: Report, log: Log): 0 | 1 {
  let { verdict } = report;
  try {
    writeOutputs(outputsOf(report));
  } catch (error) {
    verdict = verdictOf(new Error("the outputs could not be written", { cause: error }));
  }
  try {
    writeSummary(summaryOf({ ...report, verdict }));
  } catch (error) {
    core.warning(`The job summary could not be written: ${harmless(scrubbed(String(error)))}`);
  }
  log.closing({ ...report, verdict });
  return verdict.result === "completed" ? 0 : 1;
}

function scrubbed(text: string): string {
  return scrubOf(secrets())(text);
}

function secrets(): string[] {
  return secretsOf(credentialsOf(process.env));
}
