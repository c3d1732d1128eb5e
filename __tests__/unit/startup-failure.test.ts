import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { OUTPUT_NAMES } from "../../src/report/output-names.ts";
/** Stands in for writes to standard output, which belongs to the test runner. */
const writeSync = vi.hoisted(() => vi.fn<(descriptor: number, text: string) => number>());
vi.mock("node:fs", async (original) => ({ ...(await original<object>()), writeSync }));
vi.resetModules(); // another test file may have loaded the module without that
const { bug, isSupportedNode, reportFailure, textsOf, unsupportedNode } =
  await import("../../src/startup-failure.ts");

describe("Node", () => {
  test.each(["20.0.0", "22.15.0", "24.21.0", "100.0.0"])("%s runs the action", (version) => {
    expect(isSupportedNode(version)).toBe(true);
  });

  test.each(["16.20.2", "18.20.8", "19.9.0", "0.12.18", "", "unknown"])(
    "%j does not",
    (version) => {
      expect(isSupportedNode(version)).toBe(false);
    },
  );
});

describe("an unsupported Node", () => {
  const texts = (): ReturnType<typeof textsOf> => textsOf(unsupportedNode("16.20.2"), "");

  test("is one annotation with what to install", () => {
    expect(texts().log).toBe(
      "::error title=Backup gate closed%3A error::Backup Gate needs Node 20 or later, but the runner started it with " +
        "Node 16.20.2.%0AUpdate the runner to version 2.327.1 or later, which has Node 24. If the job runs in act, Gitea " +
        "or Forgejo, install Node 20 or later on the machine or in the image that runs it.\n",
    );
  });

  test("sets every output", () => {
    const values = OUTPUT_NAMES.map((name) => {
      const value = { result: "error", backups: "[]", requests: "0" }[name as string] ?? "";
      return `${name}<<EOF\n${value}\nEOF\n`;
    });
    expect(texts().outputs).toBe(values.join(""));
    expect(texts().outputs).toMatch(/\nresult<<EOF\nerror\nEOF\n$/);
  });

  test("has its message and remedy in the summary", () => {
    expect(texts().summary).toMatch(
      /^## ⛔ Backup gate closed: error\n\n {4}Backup Gate needs .*\.\n\n\*\*What to do next:\*\* Update .*\.\n$/,
    );
  });
});

describe("a bug", () => {
  test("keeps the outputs that have been written", () => {
    const written = OUTPUT_NAMES.filter((name) => name !== "requests")
      .map((name) => `${name}<<x\nvalue\nx\n`)
      .join("");
    expect(textsOf(bug("It broke."), written).outputs).toBe(
      "requests<<EOF\n0\nEOF\nresult<<EOF\nerror\nEOF\n",
    );
  });

  test("asks for a report, and its message stays on one line", () => {
    expect(textsOf(bug("100 %\r\n::notice::"), "").log).toBe(
      "::error title=Backup gate closed%3A error::100 %25%0D%0A::notice::%0AThis is a bug in Backup Gate. Please report " +
        "it in the action's issues, and include this log.\n",
    );
  });
});

describe("a report", () => {
  const failure = bug("It broke.");
  let folder: string;
  let files: { readonly GITHUB_OUTPUT: string; readonly GITHUB_STEP_SUMMARY: string };

  beforeEach(() => {
    writeSync.mockReset();
    folder = mkdtempSync(join(tmpdir(), "backup-gate-failure-"));
    files = {
      GITHUB_OUTPUT: join(folder, "output"),
      GITHUB_STEP_SUMMARY: join(folder, "summary"),
    };
  });
  afterEach(() => {
    vi.restoreAllMocks();
    rmSync(folder, { recursive: true });
  });

  test("prints to standard output, and adds to the runner's files", () => {
    for (const file of Object.values(files)) writeFileSync(file, "before\n");
    reportFailure(failure, files);
    const { log, outputs, summary } = textsOf(failure, "");
    expect(writeSync.mock.calls).toEqual([[1, log]]);
    expect(readFileSync(files.GITHUB_OUTPUT, "utf8")).toBe(`before\n${outputs}`);
    expect(readFileSync(files.GITHUB_STEP_SUMMARY, "utf8")).toBe(`before\n${summary}`);
  });

  test("ends with the link to its entry, if the runner says where the action comes from", () => {
    const env = { GITHUB_ACTION_REPOSITORY: "owner/gate", GITHUB_ACTION_REF: "v1" };
    reportFailure(failure, env);
    const link =
      "https://github.com/owner/gate/blob/v1/docs/troubleshooting.md#backup-gate-closed-error";
    const { log } = textsOf(failure, "");
    expect(writeSync.mock.calls).toEqual([[1, log.replace("\n", `%0ATroubleshooting: ${link}\n`)]]);
  });

  test("is printed if there are no such files, or if they cannot be written", () => {
    reportFailure(failure, {});
    reportFailure(failure, { GITHUB_OUTPUT: folder, GITHUB_STEP_SUMMARY: "" });
    expect(writeSync).toHaveBeenCalledTimes(2);
  });

  test("goes through the stream if the pipe is full", () => {
    writeSync.mockImplementation(() => {
      throw new Error("EAGAIN");
    });
    const write = vi.spyOn(process.stdout, "write").mockReturnValue(true);
    reportFailure(failure, {});
    expect(write.mock.calls).toEqual([[textsOf(failure, "").log]]);
  });

  test("is written to the runner's files even if nothing can be printed", () => {
    const fail = (): never => {
      throw new Error("ENOSPC");
    };
    writeSync.mockImplementation(fail);
    vi.spyOn(process.stdout, "write").mockImplementation(fail);
    reportFailure(failure, files);
    expect(readFileSync(files.GITHUB_OUTPUT, "utf8")).toBe(textsOf(failure, "").outputs);
    expect(readFileSync(files.GITHUB_STEP_SUMMARY, "utf8")).toBe(textsOf(failure, "").summary);
  });

  test("does not fail if its reader has closed the pipe", () => {
    writeSync.mockImplementation(() => {
      throw new Error("EPIPE");
    });
    vi.spyOn(process.stdout, "write").mockReturnValue(true);
    const on = vi.spyOn(process.stdout, "on").mockReturnThis();
    reportFailure(failure, {});
    expect(on.mock.calls).toEqual([["error", expect.any(Function)]]);
  });
});
