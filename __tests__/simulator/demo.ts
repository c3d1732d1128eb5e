import { styleText } from "node:util";
import { renderLog, runAction } from "../runner.ts";
import { type Course, type BackupBody } from "./host.ts";
import { AUTHORIZATION, type Simulator, startSimulator } from "./server.ts";

const REFUSAL = {
  kind: "answer",
  status: 429,
  headers: { "retry-after": "1", "content-type": "text/html" },
  body: "<h1>Too many requests</h1>",
} as const;

const simulator = await startSimulator();
const install = simulator.host.addInstall("torquemag");

await show("A backup that completes, with one 429 on the way", {
  requestedMs: 2_500,
  inProgressMs: 5_000,
  ending: "completed",
});
await show("A backup that the host aborts", {
  requestedMs: 1_500,
  inProgressMs: 2_000,
  ending: "aborted",
});
await simulator.stop();

/** Requests a backup as a workflow's curl would, then lets the shipped action hold the deploy for it. */
async function show(title: string, course: Course): Promise<void> {
  console.log(styleText("bold", `\n━━ ${title} ${"━".repeat(70 - title.length)}`));
  simulator.host.course = course;
  const backup = await requestBackup(simulator, install.id);
  console.log(`POST /installs/${install.id}/backups → 202, backup ${backup.id}\n`);
  if (course.ending === "completed") simulator.script({ kind: "none" }, REFUSAL);

  console.log(
    styleText("dim", `$ node dist/index.js   # told by INPUT_* and GITHUB_*, as a runner would`),
  );
  let printed = 0;
  let stdout = "";
  const run = await runAction({
    with: {
      "api-url": simulator.apiUrl,
      "install-id": install.id,
      "backup-id": backup.id,
      timeout: "1m",
      "max-poll-interval": "2s",
    },
    onOutput(text) {
      stdout += text;
      const log = renderLog(stdout.slice(0, stdout.lastIndexOf("\n") + 1));
      process.stdout.write(log.slice(printed));
      printed = log.length;
    },
  });

  const colour = run.code === 0 ? "green" : "red";
  console.log(styleText([colour, "bold"], `exit code ${run.code}`));
  console.log(styleText("bold", "\nOutputs"));
  for (const [name, value] of Object.entries(run.outputs)) console.log(`  ${name}=${value}`);
  console.log(styleText("bold", "\nJob summary (Markdown)"));
  console.log(run.summary.replace(/^/gm, "  "));
  const expected = course.ending === "completed" ? 0 : 1;
  if (run.code !== expected) throw new Error(`expected exit code ${expected}, got ${run.code}`);
}

async function requestBackup({ apiUrl }: Simulator, installId: string): Promise<BackupBody> {
  const response = await fetch(`${apiUrl}/installs/${installId}/backups`, {
    method: "POST",
    headers: {
      authorization: AUTHORIZATION,
      "content-type": "application/json",
    },
    body: JSON.stringify({ description: "Demo", notification_emails: ["demo@example.com"] }),
  });
  return (await response.json()) as BackupBody;
}
