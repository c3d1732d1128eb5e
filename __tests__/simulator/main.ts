import { parseArgs } from "node:util";
import type { RateLimit } from "./limiter.ts";
import { PASSWORD, startSimulator, USERNAME } from "./server.ts";

const { values } = parseArgs({
  options: {
    port: { type: "string", default: "8089" },
    speed: { type: "string", default: "1" },
    rate: { type: "string" },
    burst: { type: "string", default: "5" },
    "retry-after": { type: "string", default: "seconds" },
    page: { type: "string", default: "html" },
    help: { type: "boolean", default: false },
  },
});

if (values.help) {
  console.log(`Usage: npm run simulator -- [options]

  --port N           port on 127.0.0.1 (8089)
  --speed N          how many times faster than ours the host's clock runs (1)
  --rate N           requests a second that the rate limit lets through (no limit)
  --burst N          requests it lets through at once (5)
  --retry-after HOW  what a 429 says: seconds, date or none (seconds)
  --page KIND        body of a 429: html or json (html)`);
  process.exit(0);
}

const simulator = await startSimulator({
  port: Number(values.port),
  speed: Number(values.speed),
  ...(values.rate === undefined
    ? {}
    : {
        rateLimit: {
          perSecond: Number(values.rate),
          burst: Number(values.burst),
          page: values.page as RateLimit["page"],
          retryAfter: values["retry-after"] as RateLimit["retryAfter"],
        },
      }),
});
simulator.host.course = { requestedMs: 10_000, inProgressMs: 240_000, ending: "completed" };
const install = simulator.host.addInstall("torquemag", "294deacc-d8b8-4005-82c4-0727ba8ddde0");
const backups = `${simulator.apiUrl}/installs/${install.id}/backups`;
const curl = `curl -u ${USERNAME}:${PASSWORD} -H 'content-type: application/json'`;

console.log(`The simulated API is at ${simulator.apiUrl} until you press Ctrl+C.

Request a backup, which takes 250 s of the host's clock:
  ${curl} ${backups} -d '{"description":"by hand","notification_emails":["me@example.com"]}'
Look at the backups of install ${install.name}:
  ${curl} ${backups}
Let the next two looks go wrong (the kinds of fault are in __tests__/simulator/faults.ts):
  curl ${new URL(simulator.apiUrl).origin}/_simulator/faults -d '[{"kind":"hang","on":"show"},{"kind":"gzip","on":"show"}]'`);
