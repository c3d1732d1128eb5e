import type { Clock } from "../../util/clock.ts";
import type { RateLimiter } from "./rate-limiter.ts";
import type { Answer, Transport } from "./transport.ts";

/** A transport on which each request waits for its turn. */
export function rateLimited(transport: Transport, limiter: RateLimiter, clock: Clock): Transport {
  return async (request) => {
    for (;;) {
      const turn = await limiter.acquire(request);
      if (turn.kind === "no-permit") return noPermit(turn.retryAt, limiter.hasAnswered);
      const timeoutMs = Math.max(0, Math.min(request.timeoutMs, request.cutoffAt - clock.now()));
      const answer = await transport({ ...request, timeoutMs });
      turn.release({
        isAnswered: answer.kind === "answered",
        isRefused: answer.kind === "answered" && answer.status === 429,
        retryAt: answer.retryAt,
      });
      const isEarly = answer.kind === "unanswered" && answer.isEarly === true;
      if (!isEarly) return answer;
    }
  };
}

function noPermit(retryAt: number | undefined, hasAnswered: boolean): Answer {
  const fault = "not asked, for its turn had not come in time";
  return {
    kind: "unanswered",
    fault,
    hopeless: false,
    unsent: true,
    unbegun: true,
    hasAnswered,
    retryAt,
  };
}
