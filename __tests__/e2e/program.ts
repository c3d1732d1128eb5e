import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chown, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as after } from "node:timers/promises";
import { afterAll } from "vitest";
import { PATH, type Program } from "../support/skips.ts";

/** How to start a server. Its folder is its own working directory. */
export interface Plan {
  /** `node`: this one, with the rights of this process, which it needs to read packages. */
  readonly program: Program | "node";
  readonly args: (folder: string, port: number) => readonly string[];
  /** Contents of the files that it is to find in its folder. */
  readonly files?: (folder: string, port: number) => Readonly<Record<string, string>>;
}

/** A third-party server on a loopback port. */
export interface Server {
  readonly port: number;
  /** What it has printed since it was started. */
  output(): string;
  /** What it has written to a file of its folder. */
  read(file: string): Promise<string>;
  /** Puts other contents into a file of its folder. */
  write(file: string, contents: string): Promise<void>;
  stop(): Promise<void>;
  /** Starts it again after a stop, on the same port. */
  start(): Promise<void>;
}

const READY_MS = 20_000;
/** Servers that root starts refuse to stay root, or should: nobody's rights are enough. */
const NOBODY = 65_534;
const isRoot = process.getuid?.() === 0;

const ends: (() => Promise<void>)[] = [];
afterAll(() => Promise.all(ends.map((end) => end())));

/** Starts a server (as user nobody, if possible) and waits until it accepts connections. It ends with the tests of the file. */
export async function startServer({ program, args, files = () => ({}) }: Plan): Promise<Server> {
  const folder = await mkdtemp(join(tmpdir(), `backup-gate-${program}-`));
  const asNobody = isRoot && program !== "node";
  if (asNobody) await chown(folder, NOBODY, NOBODY);
  const port = await freePort();
  const write = (file: string, contents: string): Promise<void> =>
    writeFile(join(folder, file), contents);
  let child: ChildProcess | undefined;
  let said = "";

  async function start(): Promise<void> {
    // It dies with this process, however that ends.
    const command = program === "node" ? process.execPath : program;
    const words = ["--pdeathsig", "KILL", command, ...args(folder, port)];
    const started = spawn("setpriv", words, {
      cwd: folder,
      env: { PATH },
      stdio: ["ignore", "pipe", "pipe"],
      ...(asNobody ? { uid: NOBODY, gid: NOBODY } : {}),
    });
    child = started;
    said = "";
    started.stdout.on("data", (chunk) => (said += String(chunk)));
    started.stderr.on("data", (chunk) => (said += String(chunk)));
    let failure: string | undefined;
    started.on("error", (error) => (failure = error.message));
    started.on("exit", (code, signal) => (failure = `exit ${String(code ?? signal)}`));
    const until = performance.now() + READY_MS;
    while (!(await letsIn(port))) {
      if (performance.now() > until) failure = "no connection let in";
      if (failure !== undefined) throw new Error(`${program}: ${failure}\n${said}`);
      await after(50);
    }
  }

  async function stop(): Promise<void> {
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, "exit");
    child.kill("SIGKILL");
    await gone;
  }

  ends.push(async () => {
    await stop();
    await rm(folder, { recursive: true, force: true });
  });
  for (const [file, contents] of Object.entries(files(folder, port))) await write(file, contents);
  await start();
  return {
    port,
    start,
    stop,
    write,
    output: () => said,
    read: (file) => readFile(join(folder, file), "utf8"),
  };
}

/**
 * A port that no server listens on. It is below those that systems assign, so no server of another test
 * gets it meanwhile.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 12_000);
    const server = createServer();
    const isFree = await new Promise<boolean>((resolve) => {
      server.once("error", () => resolve(false));
      server.listen(port, "127.0.0.1", () => resolve(true));
    });
    if (!isFree) continue;
    await new Promise((resolve) => server.close(resolve));
    return port;
  }
}

function letsIn(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.on("connect", () => resolve(true));
    socket.on("error", () => resolve(false));
    socket.on("close", () => socket.destroy());
    socket.on("connect", () => socket.destroy());
  });
}
