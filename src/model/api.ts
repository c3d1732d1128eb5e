import type { Backup, Install } from "./backup.ts";
import type { BackupId, InstallId } from "./ids.ts";
import type { BackupReply, CreateReply, Failure, ListingPage, UserReply } from "./reply.ts";
import type { RequestOptions } from "./request-options.ts";

/**
 * WP Engine's API, under its own names for the operations. No operation rejects: a failure is a reply too. Each settles
 * within its options.
 */
export interface BackupApi {
  /** The monotonic moment that a `Retry-After` names, before which nothing is sent; 0 without one. */
  readonly retryAt: number;
  /** Milliseconds between two requests at the current rate. */
  readonly spacingMs: number;
  /** The monotonic moment from which on that rate permits the next request. */
  readonly permitAt: number;
  /** Whether the API has replied to any request. */
  readonly hasReplied: boolean;
  /** The backups of an install that any reply of this step has shown. */
  shownBackups(installId: InstallId): ReadonlySet<BackupId>;
  /** `GET /installs/{install_id}/backups/{backup_id}` */
  showBackup(id: BackupRef, options: RequestOptions): Promise<BackupReply>;
  /** `GET /installs/{install_id}/backups`, the page that begins with row `offset`. */
  listBackups(
    installId: InstallId,
    offset: number,
    options: RequestOptions,
  ): Promise<ListingPage<Backup> | Failure>;
  /** `GET /installs`, the page that begins with row `offset`. */
  listInstalls(offset: number, options: RequestOptions): Promise<ListingPage<Install> | Failure>;
  /** `POST /installs/{install_id}/backups` */
  createBackup(
    installId: InstallId,
    body: CreateBody,
    options: RequestOptions,
  ): Promise<CreateReply>;
  /** `GET /user` */
  showUser(options: RequestOptions): Promise<UserReply>;
}

/** Names one backup of one install. */
export interface BackupRef {
  readonly installId: InstallId;
  readonly backupId: BackupId;
}

export interface CreateBody {
  readonly description: string;
  /** Whom WP Engine emails when the backup is done: at least one address. */
  readonly emails: readonly string[];
}
