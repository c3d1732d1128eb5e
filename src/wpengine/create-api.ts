import type { BackupApi } from "../model/api.ts";
import type { Clock } from "../util/clock.ts";
import type { ProxyServer } from "../util/proxy.ts";
import type { Redact } from "../util/sanitize.ts";
import { Client } from "./client.ts";
import { Diagnose500 } from "./diagnose-500.ts";
import { GoodReplies } from "./good-replies.ts";
import { rateLimited } from "./http/rate-limited.ts";
import { RateLimiter } from "./http/rate-limiter.ts";
import { createTransport, type ExchangeObserver, type Transport } from "./http/transport.ts";

export interface ApiOptions {
  /** Without a slash at its end. */
  readonly apiUrl: string;
  readonly clock: Clock;
  /** Removes the credentials from a text. */
  readonly redact: Redact;
  /** Masks a secret that a reply has shown, and makes `redact` remove it. */
  readonly addSecret: (secret: string) => void;
  /** Called upon each good reply. */
  readonly onGoodReply?: () => void;
  /** Gates that share the rate limiter. */
  readonly gates: number;
}

export interface WireOptions {
  /** The value of the `Authorization` header. */
  readonly authorization: string;
  readonly proxy: ProxyServer | undefined;
  readonly observer: ExchangeObserver;
}

/** WP Engine's API over the network: transport, rate limiter, client. */
export function createApi({
  authorization,
  proxy,
  observer,
  ...options
}: ApiOptions & WireOptions): BackupApi {
  return createApiOver(createTransport(authorization, options.clock, observer, proxy), options);
}

/** The same API over any transport. */
export function createApiOver(transport: Transport, options: ApiOptions): BackupApi {
  const { apiUrl, clock, redact, addSecret, onGoodReply, gates } = options;
  const limiter = new RateLimiter(clock, gates > 1);
  return new Client({
    apiUrl,
    transport: rateLimited(transport, limiter, clock),
    limiter,
    diagnose500: new Diagnose500(clock, redact),
    goodReplies: new GoodReplies(clock, onGoodReply),
    redact,
    addSecret,
  });
}
