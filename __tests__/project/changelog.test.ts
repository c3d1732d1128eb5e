import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { parser } from "keep-a-changelog";
import { describe, expect, test } from "vitest";
import { ROOT } from "../../simulator/runner.ts";

const text = await readFile(join(ROOT, "CHANGELOG.md"), "utf8");

describe("the changelog", () => {
  test("is as `npm run changelog` leaves it", () => {
    const changelog = parser(text);
    changelog.format = "markdownlint";
    expect(changelog.toString().trimEnd()).toBe(text.trimEnd());
  });

  test("begins with what has no release yet, or with package.json's version", async () => {
    const { version } = JSON.parse(await readFile(join(ROOT, "package.json"), "utf8")) as {
      version: string;
    };
    const [newest] = parser(text).releases;
    expect(newest?.isEmpty()).toBe(false);
    expect([undefined, version]).toContain(newest?.version);
  });
});

describe("check:release", () => {
  const released = "# Changelog\n\n## 1.2.3 - 2026-11-20\n\n### Fixed\n\n- This.\n";

  test("passes the tag of the version that package.json and the changelog name", async () => {
    expect(await check("v1.2.3", "1.2.3", released)).toBe("");
  });

  test.each([
    ["a tag that is none of a release", "v1.2", "1.2", released, 'The tag is "v1.2". Use a tag'],
    ["no tag", "", "1.2.3", released, 'The tag is "". Use a tag such as v1.2.3'],
    ["another version in package.json", "v1.2.3", "1.2.2", released, "version is 1.2.2"],
    [
      "a changelog without it",
      "v1.3.0",
      "1.3.0",
      released,
      "newest release in CHANGELOG.md is 1.2.3",
    ],
    [
      "a changelog where it has no date",
      "v1.2.3",
      "1.2.3",
      released.replace("1.2.3 - 2026-11-20", "Unreleased"),
      "newest release in CHANGELOG.md is none",
    ],
  ])("refuses %s", async (_, tag, version, changelog, message) => {
    expect(await check(tag, version, changelog)).toContain(message);
  });

  /** What the script says where these are the files; empty when it passes. */
  async function check(tag: string, version: string, changelog: string): Promise<string> {
    const cwd = await mkdtemp(join(tmpdir(), "backup-gate-release-"));
    try {
      await writeFile(join(cwd, "package.json"), JSON.stringify({ version }));
      await writeFile(join(cwd, "CHANGELOG.md"), changelog);
      const words = [join(ROOT, "scripts/check-release.ts"), tag];
      const { stderr } = await promisify(execFile)(process.execPath, words, { cwd });
      return stderr;
    } catch (error) {
      return (error as { readonly stderr: string }).stderr;
    } finally {
      await rm(cwd, { recursive: true });
    }
  }
});
