import type { Backup } from "./backup.ts";
import type { BackupId, InstallId } from "./ids.ts";
import type { ListingPage, BackupReply, Failure, CreateReply } from "./reply.ts";
import type { RequestOptions } from "./request-options.ts";

/** The API, as far as one hold needs it. */
export interface Api {
  backupsOf(installId: InstallId): PageReader<Backup>;
  requesterOf(installId: InstallId, emails: readonly string[]): Requester;
  watch(installId: InstallId, backupId: BackupId): Looker;
}

/** Reads one page, from the row on that `offset` counts. Never rejects, and settles within its patience. */
export type PageReader<T> = (
  offset: number,
  patience: RequestOptions,
) => Promise<ListingPage<T> | Failure>;

/** Takes one look. Never rejects, and settles within its patience. */
export type Looker = (patience: RequestOptions) => Promise<BackupReply>;

/** Requests a backup of that description. Never rejects, and settles within its patience. */
export type Requester = (description: string, patience: RequestOptions) => Promise<CreateReply>;
