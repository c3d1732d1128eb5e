import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { OutputsError, requireOutputsFile } from "../../../src/report/outputs-file.ts";
import { BackupRecord } from "../../../src/fleet/record.ts";
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

describe("the runner's file of outputs", () => {
  test("is left as it is where it can be written", () => {
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
    expect(requireOutputsFile).toThrow(OutputsError);
    expect(requireOutputsFile).toThrow(
      new RegExp(`^The outputs could not be written \\(${why.source}\\)\\.$`),
    );
  });

  describe("on a disk that is full", () => {
    if (!existsSync("/dev/full")) skipAloud("this system has no /dev/full");

    test("can be opened, and what is written is lost: that is told", () => {
      vi.stubEnv("GITHUB_OUTPUT", "/dev/full");
      expect(requireOutputsFile).not.toThrow();
      const writing = (): void => writeIds([new BackupRecord(TARGET)]);
      expect(writing).toThrow(OutputsError);
      expect(writing).toThrow("The outputs could not be written (ENOSPC: ");
    });
  });
});
