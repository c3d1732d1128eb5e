import type { Clock } from "../clock.ts";
import type { Turnstile } from "../turnstile.ts";
import type { Transport } from "./transport.ts";

/** A transport on which each request waits for its turn. */
export function paced(transport: Transport, turnstile: Turnstile, clock: Clock): Transport {
  return async (request) => {
    const turn = await turnstile.enter(request);
    if (turn.kind === "unadmitted") {
      const { quietUntil } = turn;
      const fault = "not asked, for its turn had not come in time";
      return {
        kind: "unanswered",
        fault,
        hopeless: false,
        unsent: true,
        unbegun: true,
        quietUntil,
      };
    }
    const withinMs = Math.max(0, Math.min(request.withinMs, request.endBy - clock.now()));
    const answer = await transport({ ...request, withinMs });
    const isRefused = answer.kind === "answered" && answer.status === 429;
    turn.leave({ isRefused, quietUntil: answer.quietUntil });
    return answer;
  };
}
