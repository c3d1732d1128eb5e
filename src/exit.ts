import { FLUSH_MS } from "./schedule/last-seconds.ts";
import { systemClock as clock } from "./util/clock.ts";

/**
 * Ends the process now, whatever sockets, timers or lookups are still open.
 * @param code 0 opens the gate.
 */
export async function leave(code: 0 | 1): Promise<never> {
  const flushed = new AbortController();
  process.stdout.write("", () => flushed.abort());
  await clock.sleep(FLUSH_MS, flushed.signal);
  if (process.getActiveResourcesInfo().includes("GetAddrInfoReqWrap")) leaveLookupBehind(code);
  process.exit(code);
}

/**
 * Ends the process although `process.exit` would wait for a lookup in getaddrinfo, which takes 10 s by default if the name
 * server is silent. Returns if there is no way to do so. See docs/adr/0001-leaving-while-a-lookup-hangs.md.
 */
function leaveLookupBehind(code: 0 | 1): void {
  // Node has it since 22.15; on Windows it only throws.
  if (process.execve !== undefined && process.platform !== "win32") {
    process.execve(process.execPath, [process.execPath, "-e", `process.exit(${code})`], {});
  } else if (code === 1) {
    process.kill(process.pid, "SIGKILL"); // a failed step all the same; an open gate has to wait
  }
}
