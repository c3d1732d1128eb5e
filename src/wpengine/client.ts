import type { BackupApi, BackupRef, CreateBody } from "../model/api.ts";
import type { Backup, Install } from "../model/backup.ts";
import type { BackupId, InstallId } from "../model/ids.ts";
import type { BackupReply, CreateReply, Failure, ListingPage, UserReply } from "../model/reply.ts";
import type { RequestOptions } from "../model/request-options.ts";
import { type Redact, withoutAddresses } from "../util/sanitize.ts";
import type { Diagnose500 } from "./diagnose-500.ts";
import type { GoodReplies } from "./good-replies.ts";
import type { NotSent, RateLimitedTransport } from "./http/rate-limited.ts";
import type { RateLimiter } from "./http/rate-limiter.ts";
import type { Answer, Request } from "./http/transport.ts";
import { parseBackups, type ParsePage, parseInstalls } from "./parse-page.ts";
import { createReply, listingPage, userReply } from "./replies.ts";

export interface ClientOptions {
  /** Without a slash at its end. */
  readonly apiUrl: string;
  readonly transport: RateLimitedTransport;
  readonly limiter: RateLimiter;
  readonly diagnose500: Diagnose500;
  readonly goodReplies: GoodReplies;
  readonly redact: Redact;
  /** Masks and redacts a secret that a reply has shown, before anything else is done with it. */
  readonly addSecret: (secret: string) => void;
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

  shownBackups(installId: InstallId): ReadonlySet<BackupId> {
    return this.#options.goodReplies.backupsOf(installId);
  }

  async showBackup(ref: BackupRef, options: RequestOptions): Promise<BackupReply> {
    const { installId, backupId } = ref;
    const { diagnose500, goodReplies } = this.#options;
    const backups = backupsPath(installId);
    const reply = await diagnose500.showBackup(backupId, options, {
      show: (options) => this.#get(`${backups}/${backupId}`, options),
      list: (options) => this.#get(`${backups}?limit=1`, options),
    });
    if (reply.kind === "backup") goodReplies.noteBackups(installId, [backupId]);
    return goodReplies.judge(reply, ref);
  }

  async listBackups(
    installId: InstallId,
    offset: number,
    options: RequestOptions,
  ): Promise<ListingPage<Backup> | Failure> {
    const page = await this.#getPage(backupsPath(installId), offset, parseBackups, options);
    if (page.kind === "page") {
      const ids = page.rows.map(({ id }) => id);
      this.#options.goodReplies.noteBackups(installId, ids);
    }
    return page;
  }

  async listInstalls(
    offset: number,
    options: RequestOptions,
  ): Promise<ListingPage<Install> | Failure> {
    const page = await this.#getPage("/installs", offset, parseInstalls, options);
    // This path names nothing that could be missing.
    return page.kind === "not-found" ? { cause: "unknown-path", ...page } : page;
  }

  async createBackup(
    installId: InstallId,
    { description, emails }: CreateBody,
    options: RequestOptions,
  ): Promise<CreateReply> {
    const { apiUrl, goodReplies, redact } = this.#options;
    const url = apiUrl + backupsPath(installId);
    const json = JSON.stringify({ description, notification_emails: emails });
    const answer = await this.#send({ ...options, method: "POST", url, json });
    const reply = createReply(answer, redact);
    if (reply.kind === "accepted") goodReplies.noteBackups(installId, [reply.backup.id]);
    return goodReplies.judgeCreate(reply);
  }

  async showUser(options: RequestOptions): Promise<UserReply> {
    const { goodReplies, redact, addSecret } = this.#options;
    const path = "/user";
    const answer = await this.#get(path, options);
    const reply = goodReplies.judge(userReply(answer, withoutAddresses(redact)), { path });
    if (reply.kind === "user") {
      addSecret(reply.email);
      goodReplies.notePath(path);
    }
    return reply;
  }

  /** Gets a page by its offset: a page's `next` is a foreign address, which is never followed. */
  async #getPage<T>(
    path: string,
    offset: number,
    parse: ParsePage<T>,
    options: RequestOptions,
  ): Promise<ListingPage<T> | Failure> {
    const from = offset === 0 ? "" : `&offset=${offset}`;
    const { goodReplies, redact } = this.#options;
    const answer = await this.#get(`${path}?limit=${PAGE_ROWS}${from}`, options);
    const page = goodReplies.judge(listingPage(answer, parse, redact), { path });
    if (page.kind === "page") goodReplies.notePath(path);
    return page;
  }

  #get(path: string, options: RequestOptions): Promise<Answer | NotSent> {
    return this.#send({ ...options, method: "GET", url: this.#options.apiUrl + path });
  }

  async #send(request: Request): Promise<Answer | NotSent> {
    const { transport, goodReplies } = this.#options;
    const answer = await transport(request);
    if (answer.kind === "answered") goodReplies.noteStatus(answer.status);
    return answer;
  }
}

function backupsPath(installId: InstallId): string {
  return `/installs/${installId}/backups`;
}
