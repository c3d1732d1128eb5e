import { systemClock as clock } from "./clock.ts";

/** What is left of the 2 s that a step may outlive its timeout by, after the last look and the watchdog. */
const FLUSH_MS = 250;

/**
 * Ends the process now, whatever sockets, timers or lookups are still open.
 * @param code 0 opens the gate.
 */
export async function leave(code: 0 | 1): Promise<never> {
  const flushed = new AbortController();
  process.stdout.write("", () => flushed.abort());
  await clock.sleep(FLUSH_MS, flushed.signal);
  // process.exit waits for a lookup in getaddrinfo to return, by default 10 s with a silent name server; the
  // successor of an exec waits for nothing. See docs/adr/0001-leaving-while-a-lookup-hangs.md.
  const isLookingUp = process.getActiveResourcesInfo().includes("GetAddrInfoReqWrap");
  if (isLookingUp && process.platform !== "win32") {
    process.execve?.(process.execPath, [process.execPath, "-e", `process.exit(${code})`], {});
  }
  process.exit(code);
}
