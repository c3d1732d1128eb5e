import type { BackupApi, BackupRef, CreateBody } from "../model/api.ts";
import type { Backup, Install } from "../model/backup.ts";
import type { InstallId } from "../model/ids.ts";
import type { BackupReply, CreateReply, Failure, ListingPage } from "../model/reply.ts";
import type { RequestOptions } from "../model/request-options.ts";
import type { Redact } from "../util/sanitize.ts";
import type { Diagnose500 } from "./diagnose-500.ts";
import type { NotSent, RateLimitedTransport } from "./http/rate-limited.ts";
import type { RateLimiter } from "./http/rate-limiter.ts";
import type { Answer } from "./http/transport.ts";
import { parseBackups, type ParsePage, parseInstalls } from "./parse-page.ts";
import { createReply, listingPage } from "./replies.ts";

export interface ClientOptions {
  /** Without a slash at its end. */
  readonly apiUrl: string;
  readonly transport: RateLimitedTransport;
  readonly limiter: RateLimiter;
  readonly diagnose500: Diagnose500;
  readonly redact: Redact;
}

/** The most rows that the API puts on a page. */
const PAGE_ROWS = 100;

/** Each operation of the API as one request. */
export class Client implements BackupApi {
  readonly #options: ClientOptions;

  constructor(options: ClientOptions) {
    this.#options = options;
  }

  get retryAt(): number {
    return this.#options.limiter.retryAt;
  }

  get spacingMs(): number {
    return this.#options.limiter.spacingMs;
  }

  get permitAt(): number {
    return this.#options.limiter.permitAt;
  }

  get hasReplied(): boolean {
    return this.#options.limiter.hasReplied;
  }

  showBackup({ installId, backupId }: BackupRef, options: RequestOptions): Promise<BackupReply> {
    const backups = backupsPath(installId);
    return this.#options.diagnose500.showBackup(backupId, options, {
      show: (options) => this.#get(`${backups}/${backupId}`, options),
      list: (options) => this.#get(`${backups}?limit=1`, options),
    });
  }

  listBackups(
    installId: InstallId,
    offset: number,
    options: RequestOptions,
  ): Promise<ListingPage<Backup> | Failure> {
    return this.#getPage(backupsPath(installId), offset, parseBackups, options);
  }

  listInstalls(offset: number, options: RequestOptions): Promise<ListingPage<Install> | Failure> {
    return this.#getPage("/installs", offset, parseInstalls, options);
  }

  async createBackup(
    installId: InstallId,
    { description, emails }: CreateBody,
    options: RequestOptions,
  ): Promise<CreateReply> {
    const { apiUrl, transport, redact } = this.#options;
    const url = apiUrl + backupsPath(installId);
    const json = JSON.stringify({ description, notification_emails: emails });
    return createReply(await transport({ ...options, method: "POST", url, json }), redact);
  }

  /** Gets a page by its offset: a page's `next` is a foreign address, which is never followed. */
  async #getPage<T>(
    path: string,
    offset: number,
    parse: ParsePage<T>,
    options: RequestOptions,
  ): Promise<ListingPage<T> | Failure> {
    const from = offset === 0 ? "" : `&offset=${offset}`;
    const answer = await this.#get(`${path}?limit=${PAGE_ROWS}${from}`, options);
    return listingPage(answer, parse, this.#options.redact);
  }

  #get(path: string, options: RequestOptions): Promise<Answer | NotSent> {
    const { apiUrl, transport } = this.#options;
    return transport({ ...options, method: "GET", url: apiUrl + path });
  }
}

function backupsPath(installId: InstallId): string {
  return `/installs/${installId}/backups`;
}
