import type { Target } from "./target.ts";

/** The commit status that a step has been asked for. */
export interface StatusWish {
  /** Empty where none was given: nothing can be published then. */
  readonly token: string;
  readonly context: string;
}

/** The inputs, proven. Nobody checks them again. */
export interface Settings {
  /** At least one. */
  readonly targets: readonly Target[];
  readonly maxAgeMs: number | undefined;
  /** The value of the `Authorization` header. */
  readonly authorization: string;
  /** Without a slash at its end. */
  readonly apiUrl: string;
  readonly timeoutMs: number;
  readonly requestTimeoutMs: number;
  readonly minPollIntervalMs: number;
  readonly maxPollIntervalMs: number;
  readonly failFast: boolean;
}
