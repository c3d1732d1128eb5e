import { describe, expect, test } from "vitest";
import { anchorOf, helpLine, helpPage } from "../../../src/report/help-page.ts";

const TITLE = "Backup gate closed: timed-out";
const env = { GITHUB_ACTION_REPOSITORY: "octo-org/backup_gate.js", GITHUB_ACTION_REF: "v1.2.3" };
const PATH = "octo-org/backup_gate.js/blob/v1.2.3/docs/troubleshooting.md";
const PAGE = `https://github.com/${PATH}#backup-gate-closed-timed-out`;

describe("the address of an entry", () => {
  test("is at the ref of the action that runs", () => {
    expect(helpPage(TITLE, env)).toBe(PAGE);
  });

  test.each([
    ["https://github.example.com", "https://github.example.com/"],
    ["https://github.example.com/", "https://github.example.com/"],
    ["https://git.example:8443", "https://git.example:8443/"],
    ["", "https://github.com/"],
    [undefined, "https://github.com/"],
  ])("is on the server %j", (server, address) => {
    const page = helpPage(TITLE, { ...env, GITHUB_SERVER_URL: server });
    expect(page).toBe(`${address}${PATH}#backup-gate-closed-timed-out`);
  });

  test("works for a repository whose name starts with a dot", () => {
    const page = helpPage(TITLE, { ...env, GITHUB_ACTION_REPOSITORY: "octo-org/.github" });
    expect(page).toContain("https://github.com/octo-org/.github/blob/v1.2.3/");
  });

  test.each([
    "main",
    "v1",
    "releases/v1",
    "feature/x_y-z.2",
    "2203ffc1d2c5f5b7f0d3f4d6b3c1d2e3f4a5b6c7",
    "x".repeat(255),
  ])("is there for the ref %s", (ref) => {
    const page = helpPage(TITLE, { ...env, GITHUB_ACTION_REF: ref });
    expect(page).toContain(`/blob/${ref}/docs/`);
  });

  test.each([
    ["GITHUB_ACTION_REF", undefined],
    ["GITHUB_ACTION_REF", ""],
    ["GITHUB_ACTION_REF", "v1 x"],
    ["GITHUB_ACTION_REF", "v1\n::error::x"],
    ["GITHUB_ACTION_REF", "v1#x"],
    ["GITHUB_ACTION_REF", "v1)"],
    ["GITHUB_ACTION_REF", "../../other"],
    ["GITHUB_ACTION_REF", "a/../b"],
    ["GITHUB_ACTION_REF", "a//b"],
    ["GITHUB_ACTION_REF", "/a"],
    ["GITHUB_ACTION_REF", "-a"],
    ["GITHUB_ACTION_REF", "a%2fb"],
    ["GITHUB_ACTION_REF", "x".repeat(256)],
    ["GITHUB_ACTION_REPOSITORY", undefined],
    ["GITHUB_ACTION_REPOSITORY", ""],
    ["GITHUB_ACTION_REPOSITORY", "owner"],
    ["GITHUB_ACTION_REPOSITORY", "owner/"],
    ["GITHUB_ACTION_REPOSITORY", "/repo"],
    ["GITHUB_ACTION_REPOSITORY", "owner/repo/path"],
    ["GITHUB_ACTION_REPOSITORY", "../repo"],
    ["GITHUB_ACTION_REPOSITORY", "owner/.."],
    ["GITHUB_ACTION_REPOSITORY", "owner/repo?x"],
    ["GITHUB_ACTION_REPOSITORY", " owner/repo"],
    ["GITHUB_ACTION_REPOSITORY", "owner/repo\n"],
    ["GITHUB_ACTION_REPOSITORY", "https://github.com/owner/repo"],
    ["GITHUB_ACTION_REPOSITORY", `owner/${"x".repeat(250)}`],
    ["GITHUB_SERVER_URL", "http://github.example.com"],
    ["GITHUB_SERVER_URL", "https://user@evil.example"],
    ["GITHUB_SERVER_URL", "https://github.com/path"],
    ["GITHUB_SERVER_URL", "https://github.com//"],
    ["GITHUB_SERVER_URL", "https://github.com:"],
    ["GITHUB_SERVER_URL", "https://"],
    ["GITHUB_SERVER_URL", "x https://github.com"],
    ["GITHUB_SERVER_URL", `https://${"x".repeat(248)}`],
  ])("is empty if %s is %j", (name, value) => {
    expect(helpPage(TITLE, { ...env, [name]: value })).toBe("");
    expect(helpLine(TITLE, { ...env, [name]: value })).toBe("");
  });

  test("is the last line of an annotation", () => {
    expect(helpLine(TITLE, env)).toBe(`\nTroubleshooting: ${PAGE}`);
  });
});

test.each([
  ["Backup gate closed: timed-out", "backup-gate-closed-timed-out"],
  ["Backup requested, no gate", "backup-requested-no-gate"],
  ["A_b  C (1)!", "a_b--c-1"],
])("the anchor of %j is %s", (heading, anchor) => {
  expect(anchorOf(heading)).toBe(anchor);
});
