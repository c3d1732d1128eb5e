import { FLUSH_MS } from "./schedule/last-seconds.ts";
import { systemClock as clock } from "./util/clock.ts";

/**
 * Ends the process now, even if sockets, timers or lookups are still open.
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
 * Ends the process although a lookup hangs in getaddrinfo. `process.exit` would wait for it: 10 s by default if the name
 * server does not reply. Returns if the process can't be ended this way. See docs/adr/0001-leaving-while-a-lookup-hangs.md.
 */
function leaveLookupBehind(code: 0 | 1): void {
  // Node has it since 22.15; on Windows it only throws.
  if (process.execve !== undefined && process.platform !== "win32") {
    process.execve(process.execPath, [process.execPath, "-e", `process.exit(${code})`], {});
  } else if (code === 1) {
    process.kill(process.pid, "SIGKILL"); // the step fails as intended; an open gate must wait for the lookup
  }
}
