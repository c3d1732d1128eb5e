import type { BackupId, InstallId } from "../model/ids.ts";
import { BELIEVED_AFTER_MS, type Failure, type FinalFailure } from "../model/reply.ts";
import type { Clock } from "../util/clock.ts";

/** What a refusal is about: one backup, or all that a path has. */
export type Subject =
  { readonly installId: InstallId; readonly backupId: BackupId } | { readonly path: string };

/**
 * The good replies of a step, which contradict a refusal that comes after them. Replicas, gateways and maintenance pages may
 * be wrong for a moment. See docs/adr/0008-a-contradiction-must-last.md.
 */
export class GoodReplies {
  readonly #clock: Clock;
  readonly #onGoodReply: () => void;
  readonly #backups = new Map<InstallId, Set<BackupId>>();
  readonly #paths = new Set<string>();
  #hasAny = false;
  /** Since when every answer has been a 401 (monotonic ms). */
  #only401Since: number | undefined;

  /** @param onGoodReply called upon each of them. */
  constructor(clock: Clock, onGoodReply: () => void = () => undefined) {
    this.#clock = clock;
    this.#onGoodReply = onGoodReply;
  }

  /** The backups of an install that any reply has shown. */
  backupsOf(installId: InstallId): ReadonlySet<BackupId> {
    return this.#backups.get(installId) ?? new Set();
  }

  /** Records the status of any answer. */
  noteStatus(status: number): void {
    if (status !== 401) this.#only401Since = undefined;
    else this.#only401Since ??= this.#clock.now();
  }

  /** Records a good reply that showed these backups. */
  noteBackups(installId: InstallId, ids: readonly BackupId[]): void {
    this.#noteAny();
    const shown = this.#backups.get(installId) ?? new Set();
    this.#backups.set(installId, shown);
    for (const id of ids) shown.add(id);
  }

  /** Records a good reply that names no backup: the user, or a page of a listing. */
  notePath(path: string): void {
    this.#noteAny();
    this.#paths.add(path);
  }

  #noteAny(): void {
    this.#hasAny = true;
    this.#onGoodReply();
  }

  /** Says of a refusal whether a good reply contradicts it. */
  judge<T extends { readonly kind: string }>(reply: T | Failure, subject: Subject): T | Failure {
    if (!isRefusal(reply)) return reply;
    const isContradicted = reply.isGeneral === true ? this.#hasAny : this.#isGood(subject);
    return isContradicted ? this.#contradicted(reply) : reply;
  }

  /** Likewise for a refused create request, where only a 401 is asked again. */
  judgeCreate<T extends { readonly kind: string }>(reply: T | Failure): T | Failure {
    const is401 = isRefusal(reply) && reply.kind === "fatal" && reply.messageForAll !== undefined;
    return is401 && reply.result === "unauthorized" && this.#hasAny
      ? this.#contradicted(reply)
      : reply;
  }

  /** Each gate judges credentials that have worked, unless every answer has been a 401 for a while. */
  #contradicted(refusal: FinalFailure): FinalFailure {
    const isContradicted = true;
    if (refusal.kind !== "fatal") return { ...refusal, isContradicted };
    const only401Ms = this.#clock.now() - (this.#only401Since ?? Infinity);
    const messageForAll = only401Ms >= BELIEVED_AFTER_MS ? refusal.messageForAll : undefined;
    return { ...refusal, isContradicted, messageForAll };
  }

  #isGood(subject: Subject): boolean {
    if ("path" in subject) return this.#paths.has(subject.path);
    return this.backupsOf(subject.installId).has(subject.backupId);
  }
}

/** A certificate that is not trusted is no reply. */
function isRefusal(reply: { readonly kind: string }): reply is FinalFailure {
  if (reply.kind === "not-found") return true;
  return (
    reply.kind === "fatal" && (reply as FinalFailure & { result: string }).result !== "unavailable"
  );
}
