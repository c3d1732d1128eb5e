import { randomBytes } from "node:crypto";
import { type FleetWatcher, runFleet } from "./fleet/fleet.ts";
import { BackupRecord } from "./fleet/record.ts";
import { verdictOfFleet } from "./fleet/verdict.ts";
import { secretsIn } from "./inputs/credentials.ts";
import { readSettings, statusWishOf } from "./inputs/settings.ts";
import type { Settings } from "./model/settings.ts";
import type { Verdict } from "./model/verdict.ts";
import { requireOutputsFile } from "./report/outputs-file.ts";
import type { Reporter } from "./report/reporter.ts";
import { LAST_POLL_MS, STATUS_CALL_MS } from "./schedule/last-seconds.ts";
import { nextTurn, systemClock as clock } from "./util/clock.ts";
import { type Redact, redactorOf } from "./util/sanitize.ts";
import { endOpen, nextCrash, watchdog } from "./watchdog.ts";
import { createClient } from "./wpengine/client.ts";
import { rateLimited } from "./wpengine/http/rate-limited.ts";
import { RateLimiter } from "./wpengine/http/rate-limiter.ts";
import { createTransport } from "./wpengine/http/transport.ts";

/** How long a step may outlive its timeout, but for what its very end needs: to write, to flush, to exit. */
const ENDED_MS = 1_700;

const KEY_BYTES = 3;

/** What the step keeps of itself, whatever goes wrong. */
interface Books {
  settings: Settings | undefined;
  /** One for each backup. */
  readonly records: BackupRecord[];
  requests: number;
}

/**
 * Runs the step: the real world in, the report out.
 * @param cancel aborts with the name of the signal that cancels the run.
 * @returns the exit code: 0 for an open gate, 1 for everything else.
 */
export async function main(cancel: AbortSignal): Promise<0 | 1> {
  const crash = nextCrash();
  const secrets = secretsIn(process.env);
  const statusWish = statusWishOf(process.env);
  const lastLookMs = LAST_POLL_MS - (statusWish?.token ? STATUS_CALL_MS : 0);
  const redact = redactorOf(secrets);
  const books: Books = { settings: undefined, records: [], requests: 0 };
  const { records } = books;
  const over = new AbortController();
  let resolveOpened: (reporter: Reporter) => void = () => undefined;
  const opened = new Promise<Reporter>((resolve) => (resolveOpened = resolve));

  const hold = async (): Promise<void> => {
    const settings = readSettings(process.env);
    books.settings = settings;
    records.push(...settings.targets.map((target) => new BackupRecord(target)));
    requireOutputsFile();
    const gates = holdGates({ ...settings, lastLookMs }, books, opened, redact, cancel);
    const dog = watchdog(settings.timeoutMs, lastLookMs, records, cancel);
    await Promise.race([gates, dog, crash]);
  };
  const createReporter = async (): Promise<Reporter> => {
    const { Reporter } = await import(/* webpackMode: "eager" */ "./report/reporter.ts");
    return new Reporter(clock, records, secrets, redact, statusWish);
  };
  // Where Node is to print what it does, headers are among it: it must not, before they are masked.
  const early = process.env["NODE_DEBUG"] ? await createReporter() : undefined;
  const held = hold();
  held.catch(() => undefined); // not before there is somebody to report it

  // The toolkit takes as long to load as a request takes: it does so while the API answers the first one.
  await nextTurn();
  const reporter = early ?? (await createReporter());
  const { settings } = books;
  const open = async (): Promise<Verdict> => {
    if (settings !== undefined) reporter.open(settings, over.signal);
    resolveOpened(reporter);
    await held;
    return verdictOfFleet(records.map(({ ended }) => ended));
  };
  const verdict = await open().catch((error: unknown) => {
    const failure = reporter.verdictOf(error);
    const [only] = endOpen(records, () => failure);
    return only !== undefined && records.length === 1 ? only : failure;
  });
  over.abort();
  const waitedMs = clock.now();
  const leftMs = (settings?.timeoutMs ?? Infinity) + ENDED_MS - waitedMs;
  return reporter.close({ verdict, settings, records, requests: books.requests, waitedMs }, leftMs);
}

/** @param opened what the first request brings is not passed on before. */
function holdGates(
  settings: Settings & { readonly lastLookMs: number },
  books: Books,
  opened: Promise<Reporter>,
  redact: Redact,
  signal: AbortSignal,
): Promise<void> {
  let reporter: Reporter | undefined;
  const transport = createTransport(settings.authorization, clock, {
    exchangeBegan: () => (books.requests += 1),
    async exchangeEnded(line) {
      reporter = await opened;
      reporter.exchangeEnded(line);
    },
  });
  const watchers = books.records.map((record): FleetWatcher => ({
    looked(look) {
      record.looked(look);
      reporter?.looked(record, look);
    },
    foresaw(estimate) {
      record.foresaw(estimate);
      reporter?.foresaw(record, estimate);
    },
    missing: (message) => reporter?.missing(record, message),
    backingOff(failure, waitMs) {
      record.backingOff(failure);
      reporter?.backingOff(record, failure, waitMs);
    },
    askingAgain(failure, waitMs) {
      record.askingAgain(failure);
      reporter?.askingAgain(record, failure, waitMs);
    },
    progressed(progress) {
      record.progressed(progress);
      reporter?.progressed(record, progress);
    },
    ended(verdict) {
      const standing = record.end(verdict, clock.now());
      reporter?.ended(record);
      return standing;
    },
  }));
  // One gate alone asks one thing at a time, by a cadence of its own.
  const limiter = settings.targets.length > 1 ? new RateLimiter(clock) : undefined;
  const way = limiter === undefined ? transport : rateLimited(transport, limiter, clock);
  return runFleet({
    ...settings,
    api: createClient(settings.apiUrl, way, clock, redact),
    limiter,
    watchers,
    clock,
    random: Math.random,
    newKey: () => randomBytes(KEY_BYTES).toString("hex"),
    bounds: { minMs: settings.minPollIntervalMs, maxMs: settings.maxPollIntervalMs },
    deadline: settings.timeoutMs, // the clock counts from the start of the process
    signal,
  });
}
