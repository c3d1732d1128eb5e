import { Creation, type Obtained, type Requested } from "../backup/create.ts";
import type { Recipients } from "../backup/recipients.ts";
import { findReusable, type InstallBackups, type ReusableBackup } from "../backup/reuse.ts";
import type { ShownBackups } from "../backup/ours.ts";
import type { Sighting } from "../model/backup.ts";
import { isFresh } from "../model/freshness.ts";
import type { BackupId, InstallId } from "../model/ids.ts";
import type { BackupSpec, NewBackupSpec } from "../model/target.ts";
import type { Result, Verdict } from "../model/verdict.ts";
import type { Context } from "../schedule/context.ts";
import { isTimeUp } from "../schedule/deadline.ts";
import { throwIfCancelled } from "../schedule/retry.ts";
import type { GateEvent } from "./events.ts";
import { notOurs, verdictOfPoll } from "./foreign.ts";
import { ABORTED } from "./judge.ts";
import type { PollOptions, WaitOptions } from "./options.ts";
import { NotOurs } from "./polls.ts";
import { SideReading } from "./side-reading.ts";
import { waitForBackup } from "./wait.ts";

export interface GateOptions extends PollOptions {
  /** Returns a new key, to put at the beginning of a backup's description. */
  readonly newKey: () => string;
  /** The addresses that WP Engine emails about new backups: one object for all gates of a step. */
  readonly recipients: Recipients;
  /** Whether several gates share the rate limiter. Then a new backup is not polled at once. */
  readonly isOneOfMany: boolean;
}

/** How long reading a re-run's listing may go on after its gate has ended. */
const READING_GRACE_MS = 1_000;
/** The same if the step does not wait for its backup. */
const READING_ALONE_MS = 5_000;

/** Verdicts on another party's backup after which the step can still create its own. */
const REPLACED: readonly Result[] = ["aborted", "not-found", "stale"];

/**
 * Gates one install: finds or creates a backup, or uses the existing one of the inputs, and waits for it.
 * @throws GateClosed if there is no backup to wait for, or no time left.
 */
export async function runGate(
  installId: InstallId,
  spec: BackupSpec,
  options: GateOptions,
  context: Context<GateEvent>,
): Promise<Verdict> {
  if (spec.kind === "existing") {
    return waitForBackup({ installId, backupId: spec.backupId }, options, context);
  }
  return new NewBackupGate(installId, spec, options, context).run();
}

/** The gate of a new backup, or of a recent one that is reused. */
class NewBackupGate {
  readonly #installId: InstallId;
  readonly #spec: NewBackupSpec;
  readonly #options: GateOptions;
  readonly #context: Context<GateEvent>;
  /** Backups that the gate has already waited for. */
  readonly #tried = new Set<BackupId>();
  #pastDurationsMs: readonly number[] | undefined;
  #reading: SideReading | undefined;
  /** A listing may prove that the backup in the reply to our create request is ours, or that it is not. */
  readonly #note = (shown: ShownBackups): void => this.#creation?.note(shown);
  /** State of the current key. Only after an abort of our own backup does a new key follow. */
  #creation: Creation | undefined;

  constructor(
    installId: InstallId,
    spec: NewBackupSpec,
    options: GateOptions,
    context: Context<GateEvent>,
  ) {
    this.#installId = installId;
    this.#spec = spec;
    this.#options = options;
    this.#context = context;
  }

  async run(): Promise<Verdict> {
    const verdict = await this.#reuse();
    if (verdict !== undefined) return verdict;
    for (let retriesLeft = this.#spec.abortRetries; ; retriesLeft -= 1) {
      const verdict = await this.#create();
      if (isTimeUp(this.#context)) return verdict;
      if (verdict.result !== "aborted" || retriesLeft === 0) return verdict;
      this.#context.emit({ kind: "recreating", why: verdict.message, left: retriesLeft - 1 });
    }
  }

  /** @returns undefined if there is no recent backup, or it could not be used. */
  async #reuse(): Promise<Verdict | undefined> {
    const { ageLimit } = this.#options;
    if (ageLimit === undefined) return undefined;
    const { reusable, pastDurationsMs }: InstallBackups = await findReusable(
      this.#installId,
      { maxAgeMs: ageLimit.maxAgeMs, rerun: this.#spec.rerun },
      this.#context,
    );
    this.#pastDurationsMs = pastDurationsMs;
    if (reusable === undefined) return undefined;
    const { backup, source } = reusable;
    this.#context.emit({ kind: "chosen", backup, source });
    this.#tried.add(backup.id);
    return this.#unlessReplaced(await this.#waitForReusable(reusable));
  }

  /** Creates one backup and waits for it, or for a recent one that a listing shows meanwhile. */
  async #create(): Promise<Verdict> {
    const creation = (this.#creation ??= this.#newCreation());
    for (;;) {
      const obtained = await creation.next();
      this.#readBeside();
      const verdict = await this.#waitForObtained(obtained).finally(() => this.#endReading());
      if (verdict !== undefined) return verdict;
    }
  }

  /** In a re-run, reads which backups earlier attempts requested, unless that is known. */
  #readBeside(): void {
    const { rerun } = this.#spec;
    if (rerun === undefined || this.#pastDurationsMs !== undefined) return;
    const { history, isOneOfMany } = this.#options;
    const { timeoutMs, shared } = history;
    const options = { timeoutMs, shared, isOneOfMany, note: this.#note };
    this.#reading ??= new SideReading(this.#installId, rerun, options, this.#context);
  }

  /** A step that does not wait for its backup gives the reading more time, because no polls have run beside it. */
  async #endReading(): Promise<void> {
    const { wait } = this.#spec;
    await this.#reading?.end(wait ? READING_GRACE_MS : READING_ALONE_MS);
    if (!wait) throwIfCancelled(this.#context.signal);
  }

  /** @returns undefined if the step can still create its own backup. */
  async #waitForObtained(obtained: Obtained): Promise<Verdict | undefined> {
    switch (obtained.source) {
      case "requested":
        return this.#waitForRequested(obtained);
      case "recovered":
        return this.#waitForOwn(obtained);
      case "foreign":
        return this.#waitForForeign(obtained);
      case "adopted":
      case "reused":
        return this.#unlessReplaced(await this.#waitForReusable(obtained));
      default:
        return obtained satisfies never;
    }
  }

  #newCreation(): Creation {
    const { newKey, recipients, ageLimit, isOneOfMany } = this.#options;
    const install = { installId: this.#installId, spec: this.#spec, maxAgeMs: ageLimit?.maxAgeMs };
    // After its last polls, a fleet may be closed by its failures.
    const sendBy = isOneOfMany ? this.#context.budget.lastPollAt : undefined;
    const order = { ...install, recipients, sendBy, key: newKey() };
    return new Creation(order, this.#tried, this.#context);
  }

  /** @returns undefined if the step can still create its own backup. */
  #unlessReplaced(verdict: Verdict): Verdict | undefined {
    if (isTimeUp(this.#context) || !REPLACED.includes(verdict.result)) return verdict;
    this.#context.emit({ kind: "replacing", why: verdict.message });
    return undefined;
  }

  /** Waits for the backup in the reply to our create request. A poll may show that it is not ours. */
  async #waitForRequested(requested: Requested): Promise<Verdict | undefined> {
    try {
      return await this.#waitForOwn(requested, requested.mayBeOurs);
    } catch (error) {
      if (!(error instanceof NotOurs)) throw error;
      const { shown } = error;
      const { backup } = shown;
      this.#creation?.disown(backup.id);
      this.#context.emit({ kind: "chosen", backup, source: "foreign" });
      return this.#waitForForeign({ ...requested, backup }, shown);
    }
  }

  async #waitForOwn(created: Sighting, mayBeOurs?: (shown: Sighting) => boolean): Promise<Verdict> {
    const { status } = created.backup;
    if (!this.#spec.wait) {
      return status === "aborted" ? ABORTED : notWaitedFor("The backup was requested");
    }
    const { isOneOfMany } = this.#options;
    const more = { created: isOneOfMany ? created : undefined, mayBeOurs };
    const verdict = await this.#wait(created, more);
    this.#creation = undefined; // another backup gets another key
    return verdict;
  }

  /**
   * Waits for a backup that is not ours, although the API returned it for our create request, and checks its age.
   * @param shown the poll's reply that proved this, if one did.
   * @returns undefined if a recent one was aborted, so the step can still create its own.
   */
  async #waitForForeign(named: Sighting, shown?: Sighting): Promise<Verdict | undefined> {
    const { backup, serverMs, isOurClock } = named;
    const { ageLimit } = this.#options;
    const limit = ageLimit && { ...ageLimit, asOfMs: serverMs };
    const isUsable = limit !== undefined && isFresh(backup, { ...limit, isOurClock });
    if (!this.#spec.wait) {
      if (backup.status === "aborted") return ABORTED;
      if (!isUsable) return notOurs(named, limit);
      if (backup.status !== "completed") return notWaitedFor("A recent backup is in progress");
    }
    const decided = shown && verdictOfPoll(shown, limit, this.#context);
    const options = { ageLimit: limit, verdictWithoutWaiting: this.#verdictWithoutWaiting };
    const verdict = decided ?? (await this.#wait(named, options));
    if (limit === undefined) return verdict.result === "completed" ? notOurs(named) : verdict;
    return verdict.result === "aborted" ? this.#unlessReplaced(verdict) : verdict;
  }

  /** A pending backup is not polled if the step does not wait; a completed one is polled once. */
  async #waitForReusable({ backup, source, ageLimit }: ReusableBackup): Promise<Verdict> {
    const isListed = source === "reused";
    const verdictWithoutWaiting = this.#verdictWithoutWaiting;
    if (verdictWithoutWaiting !== undefined && !isListed) return verdictWithoutWaiting;
    return this.#wait({ backup }, { ageLimit, isListed, verdictWithoutWaiting });
  }

  get #verdictWithoutWaiting(): Verdict | undefined {
    return this.#spec.wait ? undefined : notWaitedFor("A recent backup is in progress");
  }

  #wait({ backup }: Pick<Sighting, "backup">, more: Partial<WaitOptions>): Promise<Verdict> {
    const history = {
      ...this.#options.history,
      note: this.#note,
      pastDurationsMs: this.#pastDurationsMs,
      reading: this.#reading,
    };
    // A backup that this step requested is always fresh.
    const options = { ...this.#options, history, ageLimit: undefined, ...more };
    const ref = { installId: this.#installId, backupId: backup.id };
    return waitForBackup(ref, options, this.#context);
  }
}

function notWaitedFor(what: string): Verdict {
  return {
    result: "requested",
    message: `${what}. This step did not wait for it (wait: false). Don't deploy until a later step has waited for it.`,
  };
}
