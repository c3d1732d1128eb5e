import { randomUUID } from "node:crypto";
import { Nights } from "./nights.ts";
import type { Restore } from "./restores.ts";
import { type ApiUser, SIMULATED_USER } from "./user.ts";
import { type Kept, keptOf } from "./whims.ts";

/** How a backup goes, in milliseconds of the simulated clock. */
export interface Course {
  readonly requestedMs: number;
  readonly inProgressMs: number;
  readonly ending: "completed" | "aborted";
}

export interface Install {
  readonly id: string;
  readonly name: string;
}

interface StoredBackup {
  readonly id: string;
  /** The description in the request. */
  readonly description: string;
  readonly createdAtMs: number;
  readonly course: Course;
  /** How the API changes the description. By default, it keeps all of it. */
  readonly whim?: string;
  /** How long the listing does not show the backup. */
  readonly hiddenMs?: number;
}

/** A backup with the description in the request. */
export interface BackupBody {
  readonly id: string;
  readonly status: "requested" | "in_progress" | "completed" | "aborted";
  readonly description: string;
  readonly create_time: string;
  readonly complete_time: string | null;
  readonly wordpress_version: string;
}

/** A backup as the API shows it. */
export type ShownBackup = Omit<BackupBody, "description"> & { readonly description: Kept };

/** How the API treats one requested backup. */
export type Treatment = Pick<StoredBackup, "whim" | "hiddenMs">;

export interface Page<T> {
  readonly total: number;
  readonly rows: readonly T[];
}

const WORDPRESS_VERSION = "6.8.1";
export const QUICK_COURSE: Course = {
  requestedMs: 1_000,
  inProgressMs: 4_000,
  ending: "completed",
};

/** The simulated WP Engine: installs, their backups, and a clock that can run faster than the clock of this machine. */
export class Host {
  readonly #now: () => number;
  readonly #startedAtMs: number;
  readonly #speed: number;
  readonly #skewMs: number;
  readonly #nights: Nights;
  readonly #installs = new Map<string, Install>();
  readonly #backups = new Map<string, StoredBackup[]>();
  /** The course of backups that are requested from now on. */
  course: Course = QUICK_COURSE;
  /** Courses by install ID, which replace `course`. */
  readonly courses = new Map<string, Course>();

  /** How long a backup exists before the listing shows it. */
  listingLagMs = 0;

  /** The API user that the credentials belong to. */
  user: ApiUser | "forbidden" = SIMULATED_USER;

  /** The accepted restores, in their order. */
  readonly restores: Restore[] = [];

  /**
   * @param skewMs how far the simulated wall clock is ahead of the clock of this machine.
   * @param nights how many nightly backups each install starts with. If it is 0, no night ever adds one.
   * @param now the wall clock of this machine, in epoch milliseconds.
   */
  constructor({
    speed = 1,
    skewMs = 0,
    nights = 0,
    now = () => Date.now(),
  }: { speed?: number; skewMs?: number; nights?: number; now?: () => number } = {}) {
    this.#now = now;
    this.#startedAtMs = now();
    this.#speed = speed;
    this.#skewMs = skewMs;
    this.#nights = new Nights(nights);
  }

  /** The simulated wall clock, in epoch milliseconds. */
  nowMs(): number {
    return this.#startedAtMs + this.#skewMs + (this.#now() - this.#startedAtMs) * this.#speed;
  }

  addInstall(name: string, id: string = randomUUID()): Install {
    const install = { id, name };
    this.#installs.set(id, install);
    this.#backups.set(id, []);
    return install;
  }

  hasInstall(installId: string): boolean {
    return this.#installs.has(installId);
  }

  /** @param ageMs the age of the backup on the simulated clock. Below 0, the backup does not exist yet. */
  addBackup(
    installId: string,
    {
      course = this.courses.get(installId) ?? this.course,
      description = "",
      ageMs = 0,
      id = randomUUID(),
      ...treatment
    }: {
      course?: Course;
      description?: string;
      ageMs?: number;
      id?: string;
    } & Treatment = {},
  ): BackupBody {
    const backup = { id, description, createdAtMs: this.nowMs() - ageMs, course, ...treatment };
    if (!this.hasInstall(installId)) throw new Error(`no install ${installId}`);
    this.#all(installId).push(backup);
    return this.#bodyOf(backup);
  }

  backup(installId: string, backupId: string): ShownBackup | undefined {
    const backup = this.#born(installId, () => 0).find(({ id }) => id === backupId);
    return backup && this.#show(backup);
  }

  backups(installId: string, limit: number, offset: number): Page<ShownBackup> {
    const all = this.#born(installId, ({ hiddenMs = this.listingLagMs }) => hiddenMs);
    const rows = all.slice(offset, offset + limit).map((backup) => this.#show(backup));
    return { total: all.length, rows };
  }

  /** All backups of an install, including those that do not exist yet. */
  everything(installId: string): BackupBody[] {
    return this.#all(installId).map((backup) => this.#bodyOf(backup));
  }

  installs(limit: number, offset: number): Page<Install> {
    const all = [...this.#installs.values()];
    return { total: all.length, rows: all.slice(offset, offset + limit) };
  }

  /** The stored backups of an install, including all nightly ones until now. */
  #all(installId: string): StoredBackup[] {
    const install = this.#installs.get(installId);
    const backups = this.#backups.get(installId) ?? [];
    if (install === undefined) return backups;
    const like = this.courses.get(installId) ?? this.course;
    for (const night of this.#nights.since(install, this.nowMs(), like)) {
      backups.push({ id: randomUUID(), ...night });
    }
    return backups;
  }

  /** Backups of an install that are at least this old. */
  #born(installId: string, ageMs: (backup: StoredBackup) => number): StoredBackup[] {
    const nowMs = this.nowMs();
    return this.#all(installId).filter((one) => one.createdAtMs + ageMs(one) <= nowMs);
  }

  #show(backup: StoredBackup): ShownBackup {
    const { whim = "kept", description } = backup;
    return { ...this.#bodyOf(backup), description: keptOf(whim, description) };
  }

  #bodyOf({ id, description, createdAtMs, course }: StoredBackup): BackupBody {
    const ageMs = this.nowMs() - createdAtMs;
    const endMs = course.requestedMs + course.inProgressMs;
    const isOver = ageMs >= endMs;
    const pending = ageMs < course.requestedMs ? "requested" : "in_progress";
    const isCompleted = isOver && course.ending === "completed";
    return {
      id,
      status: isOver ? course.ending : pending,
      description,
      create_time: new Date(createdAtMs).toISOString(),
      complete_time: isCompleted ? new Date(createdAtMs + endMs).toISOString() : null,
      wordpress_version: WORDPRESS_VERSION,
    };
  }
}
