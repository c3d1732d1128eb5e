import { describe, expect, test } from "vitest";
import type { Run } from "../../simulator/runner.ts";
import { createWorld, ENDLESS } from "./world.ts";

const PAYLOADS = [
  "a\n::error::injected",
  "a\r::error::injected",
  "a\r\n::set-output name=result::completed",
  "::stop-commands::token",
  "a ##[error]injected",
  "a ##[ADD-MASK]completed",
  "a ##[stop-commands]token",
  "a\u2028::error::injected",
  "<img src=x onerror=alert(1)> | **bold** | [x](https://evil.example)",
  "ghadelimiter_x\nresult<<EOF\ncompleted\nEOF",
  "<!-- --> <script>x</script>",
];

/** Lines of the log that a runner would read as a command, by kind. */
function commandsOf({ stdout }: Run): string[] {
  const lines = stdout.split(/\r\n|\r|\n/);
  expect(lines.filter((line) => /##\[/.test(line))).toEqual([]);
  return lines
    .flatMap((line) => /^\s*::([a-z-]+)/i.exec(line)?.[1] ?? [])
    .filter((kind) => kind !== "debug");
}

const MASKS = Array<string>(4).fill("add-mask");

describe.concurrent.each(PAYLOADS)("API text %j is printed as data only", (text) => {
  test("as the message of a refusal", async () => {
    const body = JSON.stringify({
      message: text,
      documentation_url: text,
      errors: [{ resource: text, message: text }],
    });
    const world = await createWorld({ faults: [{ kind: "answer", status: 400, body }] });
    const run = await world.run();
    expect(run.code).toBe(1);
    expect(commandsOf(run)).toEqual([...MASKS, "error"]);
    expect(run.outputs["result"]).toBe("rejected");
    expect(withoutPortalLink(run.summary)).not.toMatch(/<(?!br>)[a-z!]|\*\*bold|\]\(/i);
  });

  test("as a status, a version and a description", async () => {
    const set = { status: text, wordpress_version: text, description: text, create_time: text };
    const world = await createWorld({
      course: ENDLESS,
      faults: [{ kind: "edit", set, times: "always" }],
    });
    const run = await world.run({ timeout: "3s" });
    expect(run.code).toBe(1);
    expect(commandsOf(run)).toEqual([...MASKS, "warning", "error"]);
    expect(run.outputs).toMatchObject({ result: "timed-out", "created-at": "" });
    expect(run.outputs["status"]).not.toMatch(/[\r\n\u2028]|::|##\[/);
    expect(run.outputs["wordpress-version"]).not.toMatch(/[\r\n\u2028]|::|##\[/);
    expect(run.outputs["description"]).not.toMatch(/[\r\n\u2028]|::|##\[/);
    expect(run.outputs["description"]).not.toBe("");
    expect(run.summary.match(/^Description: .+$/gm)).toHaveLength(1);
    const row = run.summary.split("\n").find((line) => line.startsWith("| `")) ?? "";
    expect(row.split("|")).toHaveLength(9);
    expect(withoutPortalLink(run.summary)).not.toMatch(/<(?!br>)[a-z!]|\*\*bold|\]\(/i);
  });
});

test("a location is named, harmless, and not followed", async () => {
  const location = "https://evil.example/::error::x##[add-mask]y";
  const world = await createWorld({
    faults: [{ kind: "answer", status: 302, headers: { location }, body: "" }],
  });
  const run = await world.run();
  expect(commandsOf(run)).toEqual([...MASKS, "error"]);
  expect(run.stdout).toContain("https%3A//evil.example".replace("%3A", ":"));
});

/** The one link that is ours. */
function withoutPortalLink(summary: string): string {
  const link = "](https://my.wpengine.com/sites)";
  expect(summary.split(link)).toHaveLength(2);
  return summary.replace(link, "]");
}
