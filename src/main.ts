import { randomBytes } from "node:crypto";
import { runFleet } from "./fleet/fleet.ts";
import { BackupRecord } from "./fleet/record.ts";
import { secretsIn } from "./inputs/credentials.ts";
import { readSettings, statusSettingsOf } from "./inputs/settings.ts";
import type { Settings } from "./model/settings.ts";
import type { Verdict } from "./model/verdict.ts";
import { requireOutputsFile } from "./report/outputs-file.ts";
import { Reporter } from "./report/reporter.ts";
import { createBudget } from "./schedule/deadline.ts";
import { reportedMs } from "./schedule/last-seconds.ts";
import { systemClock as clock } from "./util/clock.ts";
import { formsOf } from "./util/secret-forms.ts";
import { redactorOf } from "./util/sanitize.ts";
import { endRunning, nextCrash, watchdog } from "./watchdog.ts";
import { createApi } from "./wpengine/create-api.ts";

const KEY_BYTES = 3;

/**
 * Runs the step.
 * @param cancel aborts with the name of the signal that cancels the run.
 * @returns the exit code: 0 for an open gate, 1 for everything else.
 */
export async function main(cancel: AbortSignal): Promise<0 | 1> {
  const crash = nextCrash();
  const secrets = secretsIn(process.env);
  const redact = redactorOf(secrets);
  const statusSettings = statusSettingsOf(process.env);
  const hasStatus = Boolean(statusSettings?.token);
  const records: BackupRecord[] = [];
  const reporter = new Reporter({ clock, records, secrets, redact, statusSettings });
  const addSecret = secretAdder(secrets, reporter);
  const over = new AbortController();
  let settings: Settings | undefined;
  let requests = 0;

  const run = async (): Promise<Verdict> => {
    settings = readSettings(process.env);
    records.push(...settings.targets.map((target) => new BackupRecord(target)));
    requireOutputsFile();
    reporter.open(settings, over.signal);
    const budget = createBudget(settings, hasStatus);
    const step = { clock, random: Math.random, budget, signal: cancel };
    const observer = {
      onSend: () => (requests += 1),
      onReply: (line: string) => reporter.onReply(line),
    };
    const { apiUrl, authorization, proxy } = settings;
    const wire = { apiUrl, authorization, proxy, clock, redact, addSecret, observer };
    const onGoodReply = (): void => reporter.onGoodReply();
    const api = createApi({ ...wire, onGoodReply, gates: records.length });
    const fleet = runFleet(
      {
        records,
        failFast: settings.failFast,
        dryRun: settings.dryRun,
        maxAgeMs: settings.maxAgeMs,
        bounds: { minMs: settings.minPollIntervalMs, maxMs: settings.maxPollIntervalMs },
        newKey: () => randomBytes(KEY_BYTES).toString("hex"),
        emit: (record, event) => reporter.on(record, event),
      },
      step,
      api,
    );
    return Promise.race([fleet, watchdog(records, step), crash]);
  };
  const verdict = await run().catch((error: unknown) => {
    const failure = reporter.verdictOf(error);
    const [only] = endRunning(records, () => failure, clock.now());
    return only !== undefined && records.length === 1 ? only : failure;
  });
  over.abort();
  const waitedMs = clock.now();
  const leftMs = (settings?.timeoutMs ?? Infinity) + reportedMs(hasStatus) - waitedMs;
  return reporter.close({ verdict, settings, records, requests, waitedMs, redact }, leftMs);
}

/** Returns a function that masks a secret in the log and redacts it from all other texts. */
function secretAdder(secrets: string[], reporter: Reporter): (secret: string) => void {
  return (secret) => {
    // A server may return an email address in lower case, and the runner's masks are case-sensitive.
    const forms = [...new Set([secret, secret.toLowerCase()].flatMap(formsOf))];
    reporter.mask(forms);
    secrets.push(...forms);
  };
}
