import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { leave } from "../../src/exit.ts";

/** The recorded actions of the process, in order. */
let done: unknown[];
/** Calls when what was printed has reached its reader. */
let flush: () => void;

beforeEach(() => {
  done = [];
  flush = () => undefined;
  const note =
    (name: string) =>
    (...args: unknown[]): never => {
      done.push([name, ...args]);
      return undefined as never;
    };
  const write = (chunk: string, then: () => void): boolean => {
    done.push(["flush", chunk]);
    flush = then;
    return true;
  };
  stub({ stdout: { write }, exit: note("exit"), kill: note("kill"), execve: note("execve") });
});
afterEach(() => {
  vi.unstubAllGlobals();
});

/** Puts these in the place of what the process has of those names. */
function stub(changes: object): void {
  const properties = Object.entries(changes).map(([name, value]) => [
    name,
    { value: value as unknown },
  ]);
  vi.stubGlobal(
    "process",
    Object.create(process, Object.fromEntries(properties) as PropertyDescriptorMap),
  );
}

const on = (platform: string, ...resources: string[]): void =>
  stub({ platform, getActiveResourcesInfo: () => resources });
const flushed = ["flush", ""];

describe("a process is left", () => {
  test.each([0, 1] as const)(
    "with its code %i, once all that was printed is read",
    async (code) => {
      on("linux", "Timeout", "TCPSocketWrap");
      const leaving = leave(code);
      await new Promise((resolve) => setTimeout(resolve, 20));
      expect(done).toEqual([flushed]);
      flush();
      await new Promise((resolve) => setImmediate(resolve));
      expect(done).toEqual([flushed, ["exit", code]]);
      await leaving;
    },
  );

  test("within a quarter of a second if nothing reads its output", async () => {
    on("linux");
    await leave(1);
    expect(done).toEqual([flushed, ["exit", 1]]);
  });
});

describe("a lookup that hangs is left behind", () => {
  const away = (code: 0 | 1): Promise<never> => {
    const leaving = leave(code);
    flush();
    return leaving;
  };

  test.each([0, 1] as const)(
    "by another program in this one's place, with the code %i",
    async (code) => {
      on("linux", "Timeout", "GetAddrInfoReqWrap");
      await away(code);
      const { execPath } = process;
      const program = ["execve", execPath, [execPath, "-e", `process.exit(${code})`], {}];
      expect(done).toEqual([flushed, program, ["exit", code]]);
    },
  );

  test("by SIGKILL on a Node without execve", async () => {
    on("linux", "GetAddrInfoReqWrap");
    stub({ execve: undefined });
    await away(1);
    expect(done).toEqual([flushed, ["kill", process.pid, "SIGKILL"], ["exit", 1]]);
  });

  test("by SIGKILL on Windows, where execve only throws", async () => {
    on("win32", "GetAddrInfoReqWrap");
    await away(1);
    expect(done).toEqual([flushed, ["kill", process.pid, "SIGKILL"], ["exit", 1]]);
  });

  test.each(["linux", "win32"])("never by SIGKILL if the gate is open (%s)", async (platform) => {
    on(platform, "GetAddrInfoReqWrap");
    stub({ execve: undefined });
    await away(0);
    expect(done).toEqual([flushed, ["exit", 0]]);
  });
});
