import type { ProxyServer } from "../util/proxy.ts";
import type { Target } from "./target.ts";

/** The commit status to publish. */
export interface StatusSettings {
  /** Empty if the input is: nothing can be published then. */
  readonly token: string;
  readonly context: string;
}

/** The inputs, parsed and checked: no other code checks them again. */
export interface Settings {
  /** At least one. */
  readonly targets: readonly Target[];
  readonly maxAgeMs: number | undefined;
  /** The value of the `Authorization` header. */
  readonly authorization: string;
  /** Without a slash at its end. */
  readonly apiUrl: string;
  /** The proxy that leads to the API; undefined without one. */
  readonly proxy: ProxyServer | undefined;
  readonly timeoutMs: number;
  readonly requestTimeoutMs: number;
  readonly minPollIntervalMs: number;
  readonly maxPollIntervalMs: number;
  readonly failFast: boolean;
  /** Whether to check everything, create nothing and wait for nothing. */
  readonly dryRun: boolean;
  /** What was changed in the inputs, as sentences: the log prints each as a notice. */
  readonly notices: readonly string[];
}
