import type { Clock } from "../../util/clock.ts";
import type { RateLimiter } from "./rate-limiter.ts";
import type { Answer, Request, Transport } from "./transport.ts";

/** A request that the rate limiter gave no permit in time. */
export interface NotSent {
  readonly kind: "not-sent";
  /** Whether the API has replied to any request of the step. */
  readonly hasApiReplied: boolean;
  /** Whether a `Retry-After` is why. */
  readonly hasRetryAfter: boolean;
}

export type RateLimitedTransport = (request: Request) => Promise<Answer | NotSent>;

/** Sends each request once the limiter permits it, and keeps the limiter informed of the answers. */
export function rateLimited(
  transport: Transport,
  limiter: RateLimiter,
  clock: Clock,
): RateLimitedTransport {
  return async (request) => {
    const permit = await limiter.acquire(request);
    if (permit === undefined) {
      const hasRetryAfter = limiter.retryAt > clock.now();
      return { kind: "not-sent", hasApiReplied: limiter.hasReplied, hasRetryAfter };
    }
    const timeoutMs = Math.max(0, Math.min(request.timeoutMs, request.cutoffAt - clock.now()));
    const onRetryAfter = (retryAt: number): void => limiter.holdUntil(retryAt);
    const answer = await transport({ ...request, timeoutMs, onRetryAfter });
    const isAnswered = answer.kind === "answered";
    permit.release({ isAnswered, isRateLimited: isAnswered && answer.status === 429 });
    return answer;
  };
}
