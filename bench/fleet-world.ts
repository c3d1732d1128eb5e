import { FakeClock } from "../simulator/clock.ts";
import { answerOf } from "../simulator/wpengine/api.ts";
import { type Course, Host } from "../simulator/wpengine/host.ts";
import { Limiter } from "../simulator/wpengine/limiter.ts";
import { runFleet } from "../src/fleet/fleet.ts";
import { BackupRecord } from "../src/fleet/record.ts";
import type { BackupId, InstallId } from "../src/model/ids.ts";
import type { Target } from "../src/model/target.ts";
import { createBudget } from "../src/schedule/deadline.ts";
import { redactorOf } from "../src/util/sanitize.ts";
import { createApiOver } from "../src/wpengine/create-api.ts";
import type { Answer, Transport } from "../src/wpengine/http/transport.ts";
import type { Random } from "./random.ts";
import { BOUNDS } from "./schedules.ts";

/** The backups of a site: past ones, and the one that a deployment waits for. All in milliseconds. */
export interface Site {
  readonly pastMs: readonly number[];
  readonly durationMs: number;
}

/** Whether the step itself requests the backups, or all of them were requested just before it starts. */
export type Origin = "requested" | "given";

export interface Limit {
  readonly perSecond: number;
  /** Requests that pass at once after a pause. */
  readonly burst: number;
  readonly hasRetryAfter: boolean;
}

/** The result of waiting for a number of backups. */
export interface Outcome {
  /** From each completion until its result was known. */
  readonly lagsMs: readonly number[];
  readonly requests: number;
  readonly refusals: number;
  /** From the last completion until all results were known. */
  readonly lastLagMs: number;
  readonly endedAtMs: number;
}

const API_URL = "https://api.example.com/v1";
export const ANSWER_MS = 50;
const TIMEOUT_MS = 6 * 3_600_000;
const DAY_MS = 86_400_000;

/** The simulated API behind a rate limit, on a virtual clock. */
class World {
  readonly clock = new FakeClock();
  readonly targets: readonly Target[];
  requests = 0;
  refusals = 0;
  readonly #host = new Host({ now: () => this.clock.epoch() });
  readonly #limit: Limit;
  readonly #limiter: Limiter;
  readonly #sites: readonly Site[];
  readonly #endedAtMs: number[] = [];
  readonly #random: Random;

  constructor(sites: readonly Site[], origin: Origin, limit: Limit, random: Random) {
    this.#sites = sites;
    this.#limit = limit;
    this.#limiter = new Limiter({ ...limit, page: "html", retryAfter: "none" }, () =>
      this.clock.now(),
    );
    this.#random = random;
    this.targets = sites.map((site, index) => this.#settle(site, `site${index}`, origin));
  }

  /** The transport that all clients share. */
  transport(): Transport {
    return async (request): Promise<Answer> => {
      this.requests += 1;
      request.onSend?.();
      const body = request.method === "POST" ? request.json : "";
      const call = { method: request.method, url: new URL(request.url), body };
      const refusedMs = this.#limiter.take();
      const reply = refusedMs === 0 ? answerOf(this.#host, call) : undefined;
      await this.clock.sleep(ANSWER_MS, request.signal);
      const hasRetryAfter = reply === undefined && this.#limit.hasRetryAfter;
      if (reply === undefined) this.refusals += 1;
      if (hasRetryAfter) {
        request.onRetryAfter?.(this.clock.now() + Math.ceil(refusedMs / 1_000) * 1_000);
      }
      return {
        kind: "answered",
        status: reply?.status ?? 429,
        statusLine: String(reply?.status ?? 429),
        hasRetryAfter,
        epochMs: this.clock.epoch(),
        cachedForMs: 0,
        location: undefined,
        body: { kind: "text", text: reply?.body ?? "" },
      };
    };
  }

  /** Waits for these backups as one step does. `first` is the index of the first one among all backups. */
  async hold(targets: readonly Target[], first: number): Promise<void> {
    const { clock } = this;
    const records = targets.map((target) => new BackupRecord(target));
    const api = createApiOver(this.transport(), {
      apiUrl: API_URL,
      clock,
      redact: redactorOf([]),
      addSecret: () => undefined,
      gates: records.length,
    });
    await runFleet(
      {
        records,
        failFast: true,
        dryRun: false,
        maxAgeMs: undefined,
        bounds: BOUNDS,
        newKey: () => Math.floor(this.#random.uniform() * 2 ** 24).toString(16),
        emit: (record, { kind }) => {
          const { ended } = record;
          if (kind !== "ended" || ended === undefined) return;
          if (ended.verdict.result !== "completed") throw new Error(ended.verdict.message);
          this.#endedAtMs[first + records.indexOf(record)] = ended.endedAt;
        },
      },
      {
        clock,
        random: () => this.#random.uniform(),
        budget: createBudget({ timeoutMs: TIMEOUT_MS, requestTimeoutMs: 30_000 }, false),
        signal: new AbortController().signal,
      },
      api,
    );
  }

  outcome(): Outcome {
    const completedAtMs = this.#sites.map(({ durationMs }, index) => {
      const { install } = this.targets[index] as Target;
      const backup = this.#host.everything("id" in install ? install.id : "").at(-1);
      const createdAtMs = Date.parse(backup?.create_time ?? "") - this.clock.epochAtStartMs;
      return createdAtMs + durationMs;
    });
    const { requests, refusals } = this;
    return { ...outcomeOf(completedAtMs, this.#endedAtMs), requests, refusals };
  }

  #settle({ pastMs, durationMs }: Site, name: string, origin: Origin): Target {
    const { id } = this.#host.addInstall(name);
    for (const [index, ms] of pastMs.entries()) {
      this.#host.addBackup(id, { course: courseOf(ms), ageMs: (index + 1) * DAY_MS });
    }
    this.#host.courses.set(id, courseOf(durationMs));
    const install = { id: id as InstallId };
    if (origin === "requested") return { install, spec: WANTED };
    const backupId = this.#host.addBackup(id).id as BackupId;
    return { install, spec: { kind: "existing", backupId } };
  }
}

const WANTED: Target["spec"] = {
  kind: "new",
  emails: ["bench@example.com"],
  describe: (key) => `Before a deploy (key ${key})`,
  abortRetries: 0,
  wait: true,
};

/** Waits for all backups in this many steps at the same time. The steps share the rate limit. */
export async function inSteps(
  steps: number,
  ...world: ConstructorParameters<typeof World>
): Promise<Outcome> {
  const shared = new World(...world);
  const { targets } = shared;
  const size = Math.ceil(targets.length / steps);
  const firsts = Array.from({ length: steps }, (_, step) => step * size);
  await Promise.all(firsts.map((first) => shared.hold(targets.slice(first, first + size), first)));
  return shared.outcome();
}

export function outcomeOf(
  completedAtMs: readonly number[],
  endedAtMs: readonly number[],
): Omit<Outcome, "requests" | "refusals"> {
  const latest = Math.max(...endedAtMs);
  return {
    lagsMs: completedAtMs.map((at, index) => (endedAtMs[index] ?? NaN) - at),
    lastLagMs: latest - Math.max(...completedAtMs),
    endedAtMs: latest,
  };
}

function courseOf(durationMs: number): Course {
  const requestedMs = Math.min(10_000, durationMs / 2);
  return { requestedMs, inProgressMs: durationMs - requestedMs, ending: "completed" };
}
