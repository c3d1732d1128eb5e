import { parseArgs } from "node:util";
import type { Install } from "./wpengine/host.ts";
import type { RateLimit } from "./wpengine/limiter.ts";
import { PASSWORD, USERNAME } from "./wpengine/credentials.ts";
import { startSimulator } from "./wpengine/server.ts";
import { type ApiUser, SIMULATED_USER } from "./wpengine/user.ts";

const USAGE = `Usage: npm run simulator -- [options]

Starts a simulated WP Engine API on this machine. You need no account.

  --port N           port on 127.0.0.1 (8089)
  --speed N          how many times faster the simulated backups run (1). The action's own clock stays the same, so
                     it may check late: run "gate INPUT_MAX-POLL-INTERVAL=2s"
  --installs N       number of installs, named torquemag, torquemag2 and so on (1)
  --nights N         number of nightly backups that each install starts with; 0 turns nightly backups off (7)
  --email ADDRESS    email address of the API user, or none for no address, or forbidden for a 403
                     (simulated-user@example.com)
  --ending HOW       how requested backups end: completed or aborted (completed)
  --rate N           rate limit in requests per second (no limit)
  --burst N          requests that the rate limit accepts at once (5)
  --retry-after HOW  Retry-After header of a 429: seconds, date or none (seconds)
  --page KIND        body of a 429: html or json (html)
  --latency          delays each reply by 0.6 to 1.4 s
  --help             shows this text

To run the action by hand, start the simulator with "npm run simulator". Then use these commands in a second terminal, in the
folder of the clone.

`;

const FAULT_NOTES = `
For the kinds of faults, see simulator/wpengine/faults.ts. If WP Engine does not document a status for an operation,
the simulator replies with 500 instead, as WP Engine does. To keep the status, add "raw": true to the fault.`;

const INSTALL = "torquemag";
const BACKUP_SECONDS = 250;

await run().catch((error: unknown) => {
  const message = error instanceof Error ? error.message : String(error);
  console.error(
    message.includes("EADDRINUSE") ? `${message}. Use another port: --port N.` : message,
  );
  process.exit(1);
});

async function run(): Promise<void> {
  const values = readArguments();
  if (values.help) {
    const apiUrl = `http://127.0.0.1:${positive("port", values.port)}/v1`;
    console.log(USAGE + commandsByHand(apiUrl, positive("speed", values.speed)) + FAULT_NOTES);
    return;
  }
  const rateLimit = rateLimitOf(values);
  const ending = oneOf("ending", values.ending, ["completed", "aborted"]);
  const installs = positive("installs", values.installs);
  const speed = positive("speed", values.speed);
  const simulator = await startSimulator({
    port: positive("port", values.port),
    speed,
    nights: count("nights", values.nights),
    gateway: true,
    ...(rateLimit && { rateLimit }),
    ...(values.latency && { latencySeed: 1 }),
  });
  const inProgressMs = (BACKUP_SECONDS - 10) * 1_000;
  simulator.host.user = userOf(values.email);
  simulator.host.course = { requestedMs: 10_000, inProgressMs, ending };
  const first = simulator.host.addInstall(INSTALL, "294deacc-d8b8-4005-82c4-0727ba8ddde0");
  for (let number = 2; number <= installs; number += 1) {
    simulator.host.addInstall(`${INSTALL}${number}`);
  }
  console.log(introduction(simulator.apiUrl, first, speed));
}

function readArguments() {
  const { values } = parseArgs({
    options: {
      port: { type: "string", default: "8089" },
      speed: { type: "string", default: "1" },
      installs: { type: "string", default: "1" },
      nights: { type: "string", default: "7" },
      email: { type: "string", default: SIMULATED_USER.email ?? "" },
      ending: { type: "string", default: "completed" },
      rate: { type: "string" },
      burst: { type: "string", default: "5" },
      "retry-after": { type: "string", default: "seconds" },
      page: { type: "string", default: "html" },
      latency: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  return values;
}

function userOf(email: string): ApiUser | "forbidden" {
  if (email === "forbidden") return email;
  return { ...SIMULATED_USER, email: email === "none" ? null : email };
}

function rateLimitOf(values: ReturnType<typeof readArguments>): RateLimit | undefined {
  if (values.rate === undefined) return undefined;
  return {
    perSecond: positive("rate", values.rate),
    burst: positive("burst", values.burst),
    page: oneOf("page", values.page, ["html", "json"]),
    retryAfter: oneOf("retry-after", values["retry-after"], ["seconds", "date", "none"]),
  };
}

function introduction(apiUrl: string, { id }: Install, speed: number): string {
  const backups = `${apiUrl}/installs/${id}/backups`;
  const faults = faultsUrl(apiUrl);
  const seconds = Math.ceil(BACKUP_SECONDS / speed);
  return `The simulated API is at ${apiUrl}. A requested backup takes ${seconds} s. To stop the simulator, press Ctrl+C.

Use these commands in a second terminal, in the folder of the clone.

${commandsByHand(apiUrl, speed)}
More faults. Run "gate" after each of them.

Lose the reply to the next create request. The backup appears 20 s later (divided by --speed):
  curl ${faults} -d '[{"kind":"reset","on":"create","carriedOut":true,"bornInMs":20000}]'
Cut the next description to 97 characters, and hide that backup from the listing for 60 s (divided by --speed):
  curl ${faults} -d '[{"kind":"none","on":"create","whim":"cut:97...","hiddenMs":60000}]'
Break the replies to the next two status checks:
  curl ${faults} -d '[{"kind":"hang","on":"show"},{"kind":"gzip","on":"show"}]'
Remove all faults that are left:
  curl ${faults} -X DELETE

Request a backup without the action:
  curl -u ${USERNAME}:${PASSWORD} ${backups} \\
    -d '{"description":"by hand","notification_emails":["me@example.com"]}'
List the backups of the install:
  curl -u ${USERNAME}:${PASSWORD} ${backups}
Restore a completed backup (the simulator checks and counts the request, and does nothing else):
  curl -u ${USERNAME}:${PASSWORD} ${backups}/BACKUP_ID/restore \\
    -d '{"notification_emails":["me@example.com"]}'`;
}

/** Shell commands that run the action. They use `env` because the names of the variables contain hyphens. */
function commandsByHand(apiUrl: string, speed: number): string {
  const interval = speed > 1 ? " INPUT_MAX-POLL-INTERVAL=2s" : "";
  return `Define the command "gate", which runs the action. Its outputs and job summary go to a temporary folder. Lines of its log
that start with :: are commands for the GitHub runner:
  gate() (
    folder=$(mktemp -d) && touch "$folder/outputs" "$folder/summary"
    env "PATH=node_modules/.bin:$PATH" INPUT_API-URL=${apiUrl} \\
      INPUT_API-USERNAME=${USERNAME} INPUT_API-PASSWORD=${PASSWORD} \\
      INPUT_INSTALL-NAME=${INSTALL} INPUT_CREATE-BACKUP=true INPUT_NOTIFICATION-EMAILS=me@example.com${interval} \\
      GITHUB_OUTPUT="$folder/outputs" GITHUB_STEP_SUMMARY="$folder/summary" "$@" node dist/index.js
    echo "Exit code: $?. Outputs and job summary: $folder"
  )
Check the inputs, the credentials and the install, and create nothing:
  gate INPUT_DRY-RUN=true
Request a backup and wait for it (about ${Math.ceil(BACKUP_SECONDS / speed)} s):
  gate
Reuse a recent backup:
  gate INPUT_MAX-AGE=1h
Try a wrong password:
  gate INPUT_API-PASSWORD=wrong
Reply to the next create request with 403, then request a backup:
  curl ${faultsUrl(apiUrl)} -d '[{"kind":"answer","on":"create","status":403}]'
  gate
`;
}

function faultsUrl(apiUrl: string): string {
  return `${new URL(apiUrl).origin}/_simulator/faults`;
}

function count(name: string, text: string): number {
  if (/^\d{1,4}$/.test(text)) return Number(text);
  throw new Error(`--${name} is "${text}". Use a whole number from 0 to 9999.`);
}

function positive(name: string, text: string): number {
  const value = Number(text);
  if (value > 0) return value;
  throw new Error(`--${name} is "${text}". Use a number above 0.`);
}

function oneOf<T extends string>(name: string, text: string, words: readonly T[]): T {
  const word = words.find((known) => known === text);
  if (word !== undefined) return word;
  throw new Error(`--${name} is "${text}". Use ${words.join(" or ")}.`);
}
