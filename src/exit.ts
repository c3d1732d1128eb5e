import { systemClock as clock } from "./clock.ts";

const FLUSH_MS = 100;

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
  if (process.getActiveResourcesInfo().includes("GetAddrInfoReqWrap") && "execve" in process) {
    process.execve(process.execPath, [process.execPath, "-e", `process.exit(${code})`], {});
  }
  process.exit(code);
}
