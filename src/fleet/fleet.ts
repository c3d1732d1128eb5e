import { findInstalls } from "../backup/installs.ts";
import { Recipients } from "../backup/recipients.ts";
import { checkGate } from "../gate/dry-run.ts";
import { type GateOptions, runGate } from "../gate/gate.ts";
import type { GateEvent } from "../gate/events.ts";
import type { BackupApi } from "../model/api.ts";
import type { Install } from "../model/backup.ts";
import { verdictOfClosed } from "../model/errors.ts";
import type { InstallId } from "../model/ids.ts";
import type { Priority } from "../model/request-options.ts";
import { timedOutBeforePoll } from "../model/timed-out.ts";
import type { Verdict } from "../model/verdict.ts";
import { type Bounds, pollsDue, PRIOR } from "../schedule/cadence.ts";
import { retryAfterTooLong } from "../schedule/retry.ts";
import type { Context, Step } from "../schedule/context.ts";
import { isTimeUp } from "../schedule/deadline.ts";
import { FailFast } from "./fail-fast.ts";
import { FirstPolls } from "./first-polls.ts";
import { childSignal } from "../util/abort.ts";
import type { BackupRecord, FleetEvent } from "./record.ts";
import { verdictOfFleet } from "./verdict.ts";

export interface FleetOptions {
  /** One for each backup, in the order of the inputs. */
  readonly records: readonly BackupRecord[];
  readonly failFast: boolean;
  /** Whether to check everything, create nothing and wait for nothing. */
  readonly dryRun: boolean;
  readonly maxAgeMs: number | undefined;
  readonly bounds: Bounds;
  /** Returns a key that no other backup has in its description. */
  readonly newKey: () => string;
  /** Called with each event, after it was applied to the record. */
  readonly emit: (record: BackupRecord, event: FleetEvent) => void;
}

/**
 * Priority of creating another backup, in polls due: above a poll that is just due, below one long overdue, because each
 * additional backup must be polled too. See docs/adr/0006-one-rate-limit-for-a-fleet.md.
 */
const CREATE_PRIORITY = 2.5;
/** The time in which that priority doubles, so polls of pending backups can't block the creation of others forever. */
const DOUBLES_MS = 600_000;
const createPriority: Priority = (now) => CREATE_PRIORITY * (1 + now / DOUBLES_MS);

/** Timeout for one history in a fleet. A history is optional, and other gates need the rate limiter. */
const HISTORY_TIMEOUT_MS = 2_000;

/**
 * Gates one or more backups. Each gate starts when the first request of the gate before it has been sent.
 * @throws only for a bug in this action, or if the outputs cannot be written.
 */
export async function runFleet(
  options: FleetOptions,
  step: Step,
  api: BackupApi,
): Promise<Verdict> {
  const { records } = options;
  const failFast = new FailFast(options, step);
  const fleet = new Fleet(options, { ...step, signal: failFast.signal, api }, failFast);
  const found = await fleet.findInstalls();
  // Unknown names end first: if they close the fleet, no backup is created.
  for (const { record, install } of found) {
    if ("result" in install) failFast.end(record, install);
  }
  const gates: Promise<void>[] = [];
  for (const { record, install } of found) {
    if ("result" in install) continue;
    if ("name" in install) fleet.emit(record, { kind: "install-found", install });
    await new Promise<void>((onSend) => {
      gates.push(fleet.run(record, install.id, onSend).finally(onSend));
    });
  }
  await Promise.all(gates);
  failFast.release();
  fleet.release();
  return verdictOfFleet(records.map(({ ended }) => ended));
}

/** A step with its API. Its signal also aborts when the fleet closes. */
interface Shared extends Step {
  readonly api: BackupApi;
}

class Fleet {
  readonly #options: FleetOptions;
  readonly #shared: Shared;
  readonly #failFast: FailFast;
  readonly #firstPolls = new FirstPolls();
  readonly #recipients = new Recipients();
  readonly #readings: ReturnType<typeof childSignal>;
  /** An existing backup has been pending at least since the step began. */
  readonly #pollPriority: Priority = pollsDue(PRIOR, 0);

  constructor(options: FleetOptions, shared: Shared, failFast: FailFast) {
    this.#options = options;
    this.#shared = shared;
    this.#failFast = failFast;
    this.#readings = childSignal(shared.signal);
  }

  /** @returns each gate's install, or the verdict on an unknown name. */
  async findInstalls(): Promise<
    { record: BackupRecord; install: { readonly id: InstallId } | Install | Verdict }[]
  > {
    const { records } = this.#options;
    const [first] = records as [BackupRecord];
    const installs = await findInstalls(
      records.map(({ target }) => target.install),
      { ...this.#shared, emit: (event) => this.emit(first, event) },
    );
    return records.flatMap((record, index) => {
      const install = installs[index];
      return install === undefined ? [] : [{ record, install }];
    });
  }

  /** Removes the listener from the fleet's signal. */
  release(): void {
    this.#readings.end();
  }

  /** Applies the event to the record, and then emits it. */
  emit(record: BackupRecord, event: GateEvent): void {
    record.apply(event);
    if (event.kind === "polled" && record.polls === 1) this.#firstPolls.count(event.reply);
    this.#options.emit(record, event);
  }

  /** Runs one gate. */
  async run(record: BackupRecord, installId: InstallId, onSend: () => void): Promise<void> {
    const { records } = this.#options;
    const { budget, api, signal } = this.#shared;
    const failFast = this.#failFast;
    if (signal.aborted) {
      failFast.endNotStarted(record);
      return;
    }
    if (records.length > 1 && isTimeUp(this.#shared)) {
      failFast.end(record, timedOutBeforePoll(budget, api.hasReplied));
      return;
    }
    const { spec } = record.target;
    const context: Context<GateEvent> = {
      ...this.#shared,
      emit: (event) => this.emit(record, event),
      priority: spec.kind === "new" ? createPriority : this.#pollPriority,
      onSend,
    };
    const options = this.#gateOptions();
    const run = this.#options.dryRun ? checkGate : runGate;
    const verdict = await run(installId, spec, options, context).catch(verdictOfClosed);
    const isUncrowded = verdict.cause === "crowded" && !options.isOneOfMany;
    failFast.end(record, isUncrowded ? { ...verdict, cause: undefined } : verdict);
    // A completed gate's reply may carry a Retry-After beyond the deadline: then no other gate can poll again.
    const tooLong = retryAfterTooLong(context);
    if (tooLong !== undefined) failFast.close(tooLong);
  }

  #gateOptions(): GateOptions {
    const { records, bounds, maxAgeMs, newKey } = this.#options;
    const { api, budget } = this.#shared;
    const isOneOfMany = records.length > 1;
    return {
      bounds,
      ageLimit: maxAgeMs === undefined ? undefined : { maxAgeMs },
      newKey,
      recipients: this.#recipients,
      isOneOfMany,
      history: {
        shared: this.#readings,
        timeoutMs: isOneOfMany ? HISTORY_TIMEOUT_MS : Infinity,
        isReadBeforePolling: this.#firstPolls.areMostlyPending,
      },
      lastPollsFrom: () => budget.lastPollAt - (this.#failFast.running - 1) * api.spacingMs,
    };
  }
}
