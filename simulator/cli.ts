import { parseArgs } from "node:util";
import type { Install } from "./wpengine/host.ts";
import type { RateLimit } from "./wpengine/limiter.ts";
import { PASSWORD, USERNAME } from "./wpengine/credentials.ts";
import { startSimulator } from "./wpengine/server.ts";
import { type ApiUser, SIMULATED_USER } from "./wpengine/user.ts";

const USAGE = `Usage: npm run simulator -- [options]

  --port N           port on 127.0.0.1 (8089)
  --speed N          how many times faster than ours the host's clock runs (1)
  --installs N       installs there are: torquemag, torquemag2, and so on (1)
  --nights N         automatic nightly backups that each install has at the start; 0 for none, ever (7)
  --email ADDRESS    email address of the API user; none for a user without one, forbidden for a 403
                     (simulated-user@example.com)
  --ending HOW       how requested backups end: completed or aborted (completed)
  --rate N           requests a second that the rate limit lets through (no limit)
  --burst N          requests it lets through at once (5)
  --retry-after HOW  what a 429 says: seconds, date or none (seconds)
  --page KIND        body of a 429: html or json (html)
  --latency          lets each answer take 0.6 to 1.4 s; without it, answers come at once
  --help             prints this text

A fault's status arrives as 500 where the operation does not list it, as the real gateway does. A fault that has
"raw": true keeps its status.`;

const BACKUP_SECONDS = 250;

await run().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});

async function run(): Promise<void> {
  const values = readArguments();
  if (values.help) {
    console.log(USAGE);
    return;
  }
  const rateLimit = rateLimitOf(values);
  const ending = oneOf("ending", values.ending, ["completed", "aborted"]);
  const installs = positive("installs", values.installs);
  const simulator = await startSimulator({
    port: positive("port", values.port),
    speed: positive("speed", values.speed),
    nights: count("nights", values.nights),
    gateway: true,
    ...(rateLimit && { rateLimit }),
    ...(values.latency && { latencySeed: 1 }),
  });
  const inProgressMs = (BACKUP_SECONDS - 10) * 1_000;
  simulator.host.user = userOf(values.email);
  simulator.host.course = { requestedMs: 10_000, inProgressMs, ending };
  const first = simulator.host.addInstall("torquemag", "294deacc-d8b8-4005-82c4-0727ba8ddde0");
  for (let number = 2; number <= installs; number += 1) {
    simulator.host.addInstall(`torquemag${number}`);
  }
  console.log(introduction(simulator.apiUrl, first));
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

function introduction(apiUrl: string, { id, name }: Install): string {
  const backups = `${apiUrl}/installs/${id}/backups`;
  const faults = `${new URL(apiUrl).origin}/_simulator/faults`;
  return `The simulated API is at ${apiUrl} until you press Ctrl+C.

Request a backup of the install ${name}, which takes ${BACKUP_SECONDS} s of the host's clock:
  curl -u ${USERNAME}:${PASSWORD} ${backups} \\
    --json '{"description":"by hand","notification_emails":["me@example.com"]}'
Look at its backups:
  curl -u ${USERNAME}:${PASSWORD} ${backups}
Restore one that is completed (the simulator only checks and counts the request):
  curl -u ${USERNAME}:${PASSWORD} ${backups}/BACKUP_ID/restore \\
    --json '{"notification_emails":["me@example.com"]}'
Let the action request one and wait for it, its outputs and summary in the files out and summary:
  touch out summary && env INPUT_INSTALL-NAME=${name} INPUT_CREATE-BACKUP=true \\
    INPUT_NOTIFICATION-EMAILS=me@example.com INPUT_API-USERNAME=${USERNAME} INPUT_API-PASSWORD=${PASSWORD} \\
    INPUT_API-URL=${apiUrl} GITHUB_OUTPUT=out GITHUB_STEP_SUMMARY=summary node_modules/.bin/node dist/index.js
Let the next request for a backup be carried out 20 s (of the host's clock) after its answer is lost:
  curl ${faults} --json '[{"kind":"reset","on":"create","carriedOut":true,"bornInMs":20000}]'
Let it cut the next description (simulator/wpengine/whims.ts has more), and hide that backup from the listing for 60 s:
  curl ${faults} --json '[{"kind":"none","on":"create","whim":"cut:97...","hiddenMs":60000}]'
Let the next two looks go wrong (the kinds of fault are in simulator/wpengine/faults.ts), and take faults back:
  curl ${faults} --json '[{"kind":"hang","on":"show"},{"kind":"gzip","on":"show"}]'
  curl ${faults} -X DELETE`;
}

function count(name: string, text: string): number {
  if (/^\d{1,4}$/.test(text)) return Number(text);
  throw new Error(`--${name}: got "${text}"; write a whole number, 0 or above`);
}

function positive(name: string, text: string): number {
  const value = Number(text);
  if (value > 0) return value;
  throw new Error(`--${name}: got "${text}"; write a number above 0`);
}

function oneOf<T extends string>(name: string, text: string, words: readonly T[]): T {
  const word = words.find((known) => known === text);
  if (word !== undefined) return word;
  throw new Error(`--${name}: got "${text}"; write ${words.join(" or ")}`);
}
