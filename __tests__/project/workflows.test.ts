import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import {
  type Job,
  jobsOf,
  ownWorkflows as files,
  type Workflow,
} from "../github/workflow-files.ts";
import { PASSWORD, USERNAME } from "../../simulator/wpengine/credentials.ts";

// examples.test.ts runs actionlint on these files, and github/ runs GitHub's own code on them.
const jobs = jobsOf(files);
const steps = jobs.flatMap(({ where, job }) =>
  job.steps.map((step, index) => ({ where: `${where}, ${step.name ?? index}`, step })),
);
const scripts = steps.flatMap(({ where, step: { run } }) => (run ? [{ where, run }] : []));

function workflow(name: string): Workflow {
  const file = files.find((each) => each.name === name);
  if (file === undefined) throw new Error(`There is no ${name}.`);
  return file.workflow;
}

function jobOf(name: string, id: string): Job {
  const found = jobs.find(({ where }) => where === `${name}, ${id}`);
  if (found === undefined) throw new Error(`There is no job ${id} in ${name}.`);
  return found.job;
}

test("all workflows are tested", () => {
  expect(files.map(({ name }) => name).sort()).toEqual([
    "check-api.yml",
    "ci.yml",
    "codeql.yml",
    "dependency-review.yml",
    "long-proofs.yml",
    "rebuild-dist.yml",
    "release.yml",
    "scorecard.yml",
    "self-test.yml",
  ]);
});

describe("a workflow", () => {
  test.each(files)("$name starts with a comment on its purpose", ({ text }) => {
    expect(text).toMatch(/^# [A-Z]/);
  });

  test.each(files)("$name has only the permissions of its jobs", ({ workflow }) => {
    expect(workflow.permissions).toEqual({});
  });

  test.each(files)(
    "$name has no event that runs the code of strangers with our permissions",
    ({ workflow }) => {
      const events = Object.keys(workflow.on);
      expect(events.length).toBeGreaterThan(0);
      expect(events).not.toContain("pull_request_target");
      expect(events).not.toContain("workflow_run");
      expect(events).not.toContain("issue_comment");
    },
  );

  test.each(files)("$name uses no secret of the repository", ({ text }) => {
    expect(text).not.toMatch(/secrets[.[]/);
  });
});

describe("a job", () => {
  test("has a write permission only if its task needs it", () => {
    const writing = jobs.flatMap(({ where, job: { permissions = {} } }) =>
      Object.entries(permissions)
        .filter(([, level]) => level !== "read")
        .map(([scope, level]) => `${where}: ${scope} ${level}`),
    );
    expect(writing.sort()).toEqual([
      "codeql.yml, analyze: security-events write",
      "rebuild-dist.yml, commit: contents write",
      "release.yml, attest: attestations write",
      "release.yml, attest: id-token write",
      "release.yml, publish: contents write",
      "scorecard.yml, rate: id-token write",
      "scorecard.yml, rate: security-events write",
    ]);
  });

  const trusted = jobs.filter(({ job: { permissions = {} } }) =>
    ["contents", "attestations"].some((scope) => permissions[scope] === "write"),
  );
  test.each(trusted)(
    "$where: runs no code of packages, because it can push, release or sign",
    ({ job }) => {
      expect(job.steps.map(({ run = "" }) => run).join("\n")).not.toMatch(
        /\b(npm|npx|node)\b|\.ci\/run/,
      );
    },
  );

  // Any job of any branch can write to a cache. zizmor finds only some of these cases ("cache-poisoning").
  const publishing = files.filter(({ name }) =>
    trusted.some(({ where }) => where.startsWith(`${name},`)),
  );
  test.each(jobsOf(publishing))(
    "$where: restores no cache, because its workflow publishes what it builds",
    ({ job }) => {
      for (const { uses = "", with: given = {} } of job.steps) {
        expect(uses).not.toMatch(/\bcache\b/);
        expect(Object.keys(given)).not.toContain("cache");
        if (uses.startsWith("actions/setup-")) {
          expect(given).toMatchObject({ "package-manager-cache": false });
        }
      }
    },
  );

  test("publishes only in rebuild-dist.yml and release.yml", () => {
    expect(publishing.map(({ name }) => name)).toEqual(["rebuild-dist.yml", "release.yml"]);
  });

  test.each(jobs)("$where: has a timeout and declares its permissions", ({ where, job }) => {
    expect(job["timeout-minutes"]).toBeGreaterThan(0);
    const limit = where.startsWith("long-proofs.yml") ? 120 : 40;
    expect(job["timeout-minutes"]).toBeLessThanOrEqual(limit);
    expect(job.permissions).toBeDefined();
  });

  test.each(jobs)("$where: runs on a fixed version of the runner image", ({ job }) => {
    const systems = job.strategy?.matrix.os ?? [job["runs-on"]];
    for (const system of systems) expect(system).toMatch(/^(ubuntu|macos|windows)-[\d.]+$/);
  });
});

describe("a used action", () => {
  const uses = steps.flatMap(({ where, step }) =>
    step.uses === undefined ? [] : [{ where, uses: step.uses, with: step.with }],
  );

  test.each(uses)("$where: is this action or is pinned to a commit", ({ uses }) => {
    expect(uses).toMatch(/^\.\/$|^[\w./-]+@[0-9a-f]{40}$/);
  });

  test("has the same commit and version in all workflows", () => {
    const pins = new Map<string, Set<string>>();
    for (const { text } of files) {
      for (const line of text.split("\n").filter((each) => /\buses:(?! \.\/$)/.test(each))) {
        const [, repository = "", pin = ""] =
          /uses: ([\w-]+\/[\w-]+)[\w/-]*(@[0-9a-f]{40} # v\d+\.\d+\.\d+)$/.exec(line) ?? [];
        expect(pin, `no commit with its version: ${line}`).not.toBe("");
        pins.set(repository, (pins.get(repository) ?? new Set()).add(pin));
      }
    }
    expect(pins.size).toBeGreaterThan(5);
    for (const [repository, { size }] of pins)
      expect({ repository, size }).toMatchObject({ size: 1 });
  });

  test("keeps the token in the checkout only in the job that pushes a commit", () => {
    const keeping = uses
      .filter(({ uses }) => uses.startsWith("actions/checkout@"))
      .filter((step) => step.with?.["persist-credentials"] !== false);
    expect(keeping.map(({ where }) => where)).toEqual(["rebuild-dist.yml, commit, Check out"]);
  });
});

describe("a script", () => {
  test.each(scripts)("$where: contains no expression, which could inject code", ({ run }) => {
    expect(run).not.toContain("${{");
  });

  test.each(scripts)("$where: has valid bash syntax", async ({ run }) => {
    const reading = promisify(execFile)("bash", ["-n", "-c", run]);
    await expect(reading).resolves.toMatchObject({ stderr: "" });
  });
});

describe("ci.yml", () => {
  test("runs on Linux, macOS and Windows", () => {
    const systems = jobOf("ci.yml", "platforms").strategy?.matrix.os ?? [];
    expect(systems.map((system) => system.split("-")[0])).toEqual(["ubuntu", "macos", "windows"]);
  });
});

describe("self-test.yml", () => {
  const { env } = workflow("self-test.yml");
  const { steps } = jobOf("self-test.yml", "gate");

  test("uses this action, with the simulator's credentials", () => {
    expect(env).toEqual({ WPE_API_USERNAME: USERNAME, WPE_API_PASSWORD: PASSWORD });
    expect(steps.filter(({ uses }) => uses === "./").length).toBeGreaterThan(2);
  });

  test("ignores a failure only in the step whose failure it checks later", () => {
    const lenient = files.flatMap(({ name, text }) =>
      [...text.matchAll(/^ *continue-on-error:.*|always\(\)|!cancelled/gm)].map(() => name),
    );
    expect(lenient).toEqual(["self-test.yml"]);
    expect(steps.find((step) => step["continue-on-error"])).toMatchObject({ id: "closes" });
    const seeing = steps.find(({ name }) => name === "Check the results")?.run ?? "";
    expect(seeing).toContain('test "$CLOSES" = "failure, aborted"');
  });
});

describe("release.yml moves the major and minor tags", () => {
  const { steps } = jobOf("release.yml", "publish");
  const script = steps.find(({ name }) => name === "Move v1 and v1.2")?.run ?? "";

  test.each([
    [
      "to the newest release",
      "v1.2.3",
      ["v1", "v1.2", "v1.2.2", "v1.2.3", "v1.10.0-beta", "v2.0.0"],
      ["PATCH refs/tags/v1 to it", "PATCH refs/tags/v1.2 to it"],
    ],
    [
      "of a new major version, which it creates",
      "v2.0.0",
      ["v1", "v1.2", "v1.2.3", "v2.0.0"],
      ["POST refs/tags/v2 to it", "POST refs/tags/v2.0 to it"],
    ],
    [
      "for a patch of an older minor version (only the minor tag)",
      "v1.2.10",
      ["v1", "v1.2", "v1.2.9", "v1.2.10", "v1.10.0"],
      ["PATCH refs/tags/v1.2 to it"],
    ],
    ["not at all if a newer patch exists", "v1.2.3", ["v1.2.3", "v1.2.4"], []],
  ])("%s (%s)", async (_, tag, tags, moved) => {
    expect(await moves(tag, tags)).toEqual(moved);
  });

  test("not at all if it cannot list the tags", async () => {
    await expect(moves("v1.2.3", undefined)).rejects.toThrow(/matching-refs/);
  });

  /** The tags that the script moves, with a fake `gh` that has these tags. */
  async function moves(tag: string, tags: readonly string[] | undefined): Promise<string[]> {
    const folder = await mkdtemp(join(tmpdir(), "backup-gate-gh-"));
    try {
      const gh = `#!/usr/bin/env bash
case "$*" in
  *matching-refs/*) [ -e "$TAGS" ] || exit 1
    grep "^refs/tags/$(sed 's|.*matching-refs/tags/||; s| .*||; s|[.]|[.]|g' <<<"$*")" "$TAGS" ;;
  *git/ref/tags/*) grep --quiet --line-regexp "refs/\${2#*git/ref/}" "$TAGS" ;;
  *"--method PATCH"*) echo "PATCH \${4#*git/} to \${6#sha=}" >> "$MOVED" ;;
  *"--method POST"*) echo "POST \${6#ref=} to \${8#sha=}" >> "$MOVED" ;;
  *) exit 2 ;;
esac
`;
      await writeFile(join(folder, "gh"), gh, { mode: 0o755 });
      await writeFile(join(folder, "moved"), "");
      if (tags)
        await writeFile(join(folder, "tags"), tags.map((each) => `refs/tags/${each}\n`).join(""));
      const env = {
        ...process.env,
        PATH: [folder, process.env["PATH"]].join(delimiter),
        TAGS: join(folder, "tags"),
        MOVED: join(folder, "moved"),
        GITHUB_REF_NAME: tag,
        GH_REPO: "OWNER/backup-gate-for-wp-engine",
        COMMIT: "it",
      };
      // The runner's command line for `shell: bash`.
      const words = ["--noprofile", "--norc", "-eo", "pipefail", "-c", script];
      await promisify(execFile)("bash", words, { env });
      return (await readFile(join(folder, "moved"), "utf8")).split("\n").slice(0, -1);
    } finally {
      await rm(folder, { recursive: true });
    }
  }
});
