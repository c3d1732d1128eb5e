import { describe, expect, test } from "vitest";
import { OUTPUT_NAMES } from "../src/report/output-names.ts";
import { bug, isSupportedNode, textsOf, unsupportedNode } from "../src/startup-failure.ts";

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
  const { log, outputs, summary } = textsOf(unsupportedNode("16.20.2"));

  test("is one annotation with what to install", () => {
    expect(log).toBe(
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
    expect(outputs).toBe(values.join(""));
    expect(outputs).toMatch(/\nresult<<EOF\nerror\nEOF\n$/);
  });

  test("has its message and remedy in the summary", () => {
    expect(summary).toMatch(
      /^## ⛔ Backup gate closed: error\n\n {4}Backup Gate needs .*\.\n\n\*\*What to do next:\*\* Update .*\.\n$/,
    );
  });
});

describe("a bug", () => {
  test("keeps the outputs that have been written", () => {
    expect(textsOf(bug("It broke.", true)).outputs).toBe("result<<EOF\nerror\nEOF\n");
  });

  test("asks for a report, and its message stays on one line", () => {
    expect(textsOf(bug("100 %\r\n::notice::", false)).log).toBe(
      "::error title=Backup gate closed%3A error::100 %25%0D%0A::notice::%0AThis is a bug in Backup Gate. Please report " +
        "it, with this log, to the action's issues.\n",
    );
  });
});
