import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { BackupRecord } from "../../../src/fleet/record.ts";
import { StepFailed } from "../../../src/model/errors.ts";
import { outputsFailure, requireOutputsFile } from "../../../src/report/outputs-file.ts";
import { writeIds } from "../../../src/report/outputs.ts";
import { TARGET } from "../../support/fixtures.ts";
import { skipAloud } from "../../support/skips.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "outputs-"));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

describe("the outputs file", () => {
  test("is left as it is if it can be written", () => {
    const file = join(folder, "output");
    writeFileSync(file, "of=an earlier one\n");
    vi.stubEnv("GITHUB_OUTPUT", file);
    expect(requireOutputsFile).not.toThrow();
    expect(readFileSync(file, "utf8")).toBe("of=an earlier one\n");
  });

  test.each<[string, () => string | undefined, RegExp]>([
    ["is not named", () => undefined, /GITHUB_OUTPUT is not set/],
    ["has no name", () => "", /GITHUB_OUTPUT is not set/],
    ["is a folder", () => folder, /E[A-Z]+: .*/],
    ["is in a folder that is not there", () => join(folder, "a", "b"), /ENOENT: .*/],
  ])("is required, with why it cannot be written: it %s", (_, file, why) => {
    vi.stubEnv("GITHUB_OUTPUT", file());
    expect(requireOutputsFile).toThrow(StepFailed);
    expect(requireOutputsFile).toThrow(
      new RegExp(`^The outputs could not be written \\(${why.source}\\)\\.$`),
    );
  });

  describe("on a disk that is full", () => {
    if (!existsSync("/dev/full")) skipAloud("this system has no /dev/full");

    test("can be opened, but not written: that is an error", () => {
      vi.stubEnv("GITHUB_OUTPUT", "/dev/full");
      expect(requireOutputsFile).not.toThrow();
      const writing = (): void => writeIds([new BackupRecord(TARGET)]);
      expect(writing).toThrow(StepFailed);
      expect(writing).toThrow("The outputs could not be written (ENOSPC: ");
    });
  });
});

test("a failure to write the outputs is the runner's, and keeps its cause", () => {
  const cause = new Error("no space left");
  const failure = outputsFailure(cause);
  const message = "The outputs could not be written (no space left).";
  expect(failure.verdict).toEqual({ result: "error", message, cause: "runner" });
  expect(failure.message).toBe(message);
  expect(failure.cause).toBe(cause);
});
