import { ACCESS_PAGE } from "../credentials.ts";
import { firstFailure } from "../fleet-verdict.ts";
import { harmless } from "../foreign.ts";
import type { Settings } from "../inputs.ts";
import { count } from "../prose.ts";
import { type Cause, isGood, type Result, type Verdict } from "../verdict.ts";
import type { Instant } from "../wpengine/schema.ts";
import type { Journal } from "./journal.ts";

/** All that the three surfaces (log, outputs, summary) tell about a step that has ended. */
export interface Report {
  readonly verdict: Verdict;
  /** Absent where the inputs were not valid. */
  readonly settings: Settings | undefined;
  /** One for each backup, in the order of the inputs; none where those were not valid. */
  readonly journals: readonly Journal[];
  /** Exchanges begun with the API, failed ones too. */
  readonly requests: number;
  readonly waitedMs: number;
}

/** What the end of a step is called, where people see it and in the README's troubleshooting. */
export function titleOf(result: Result): string {
  if (result === "completed") return "Backup gate open";
  return result === "requested" ? "Backup requested, no gate" : `Backup gate closed: ${result}`;
}

/** What to do next, for each way the gate stays closed. */
export const REMEDIES: Record<Exclude<Result, "completed">, string> = {
  requested:
    "Wait for the backup before you deploy: give a later step its backup-id, and a max-age, since a re-run of failed " +
    "jobs keeps the outputs of the jobs before it.",
  aborted:
    "Do not deploy on this backup. Request a new one, by running all jobs again; abort-retries lets the step itself do " +
    "so. An abort is usually a passing fault or a very large site; if it happens again, ask the host's support.",
  "timed-out":
    "The backup may still complete, so do not request another: wait for this one by its backup-id, or run again with " +
    "max-age, which takes it; with create-backup alone a re-run would request a new one. Raise timeout if the site needs " +
    "it: backups usually take 2 to 10 minutes, those of large sites over 15.",
  unavailable:
    "Whether the backup has completed is not known. Check the host's status page, api-url, and the runner's network " +
    "and proxy, then wait for this backup again by its backup-id.",
  stale:
    "Do not deploy on this backup. Request a new one, by running all jobs again: a re-run of failed jobs keeps the " +
    "outputs of the jobs before it, and so an earlier run's backup. Raise max-age if this one is recent enough for you.",
  "not-found":
    "Check install-id, that backup-id is one of exactly this install, and that these API credentials can see the install.",
  unauthorized: `Check api-username and api-password: they are made on ${ACCESS_PAGE}, and reach only the installs of their user.`,
  rejected:
    "Trying again would change nothing. Check api-url, the ids and the other inputs against what the API said.",
  "invalid-input":
    "No request was sent. Fix the step's inputs. One that got nothing is usually a variable, a secret or an output " +
    "that does not exist; runs from forks and of Dependabot get no secrets.",
  cancelled:
    "The backup itself goes on at the host: wait for it by its backup-id, or run again with max-age, which takes it; with " +
    "create-backup alone a re-run would request a new one.",
  error: "This is a bug in Backup Gate. Please report it, with this log, to the action's issues.",
};

const REMEDIES_BY_CAUSE: Record<Cause, string> = {
  "rate-limit":
    "The account's rate limit is used up. Raise min-poll-interval, let fewer jobs ask at a time, and wait for this " +
    "backup again by its backup-id.",
  crowded:
    "The time was too short to ask for so many backups, at five requests a second at the most: raise timeout, or share the " +
    "installs among several jobs.",
  certificate:
    "The credentials were not sent. If the certificate is that of a proxy of your own, name the file of its authority " +
    "in the environment variable NODE_EXTRA_CA_CERTS.",
  vanished: "It was deleted while the gate was waiting. Request a new one.",
  unresolved:
    "Before you request another backup, look for that key in the descriptions of this install's backups, in the portal or " +
    "the API's listing. If it is there, wait for that backup by its backup-id.",
  "no-such-name":
    "Check install-name, letter by letter, and that the API user whose credentials these are can see the install.",
  runner: "Look at the runner: its disk, and the file that GITHUB_OUTPUT names.",
  "fail-fast":
    "The backup itself goes on at the host. With fail-fast: false every backup is seen to its end.",
};

/** What to do next where there is no backup that could be waited for. */
const REMEDIES_WITHOUT_BACKUP: Partial<Record<Result, string>> = {
  "timed-out":
    "There is no backup to wait for: run the job again, with a longer timeout, or when fewer jobs use these credentials.",
  unavailable:
    "There is no backup to wait for. Check the host's status page, api-url, and the runner's network and proxy, then run " +
    "the job again.",
  cancelled: "There is no backup to wait for: run all jobs again when you want one.",
};

/** @param journal of the gate whose verdict it is, if there is one. */
export function remedyFor({ result, cause }: Verdict, journal: Journal | undefined): string {
  if (result === "completed") return "";
  const isWithout = journal?.subject.id === undefined;
  const without = isWithout ? REMEDIES_WITHOUT_BACKUP[result] : undefined;
  if (cause === undefined) return without ?? REMEDIES[result];
  return (cause === "rate-limit" ? without : undefined) ?? REMEDIES_BY_CAUSE[cause];
}

/** Which backup of which install a gate is about, as far as that is known. */
export function subjectOf({ install, subject: { id } }: Journal): string {
  return id === undefined ? `Install ${install}` : `Backup ${id} of install ${install}`;
}

/** How often the API was asked in vain, in brackets; empty where it never was. */
export function troubleOf(journals: readonly Journal[]): string {
  const refused = sumOf(journals, ({ refused }) => refused);
  const failed = sumOf(journals, ({ failed }) => failed);
  const parts = [refused > 0 ? `${refused} refused` : "", failed > 0 ? `${failed} failed` : ""];
  const trouble = parts.filter(Boolean).join(", ");
  return trouble === "" ? "" : ` (${trouble})`;
}

export function looksOn(journals: readonly Journal[]): string {
  return count(
    sumOf(journals, ({ looks }) => looks),
    "look",
  );
}

/** What a step has asked the API, in words. */
export function effortOf({ journals, requests }: Report): string {
  return `${looksOn(journals)}, ${count(requests, "request")} in all${troubleOf(journals)}`;
}

function sumOf(journals: readonly Journal[], of: (journal: Journal) => number): number {
  return journals.reduce((total, journal) => total + of(journal), 0);
}

/** The gate whose end is that of the step, where it stays closed. */
export function blamed({ journals }: Report): Journal | undefined {
  return journals[firstFailure(journals.map(({ ended }) => ended)) ?? 0];
}

/** Whether there is nothing to say of a backup but that another's failure has closed the gate. */
export function isMerelyCutShort({ ended, unresolvedKey }: Journal): boolean {
  return ended?.verdict.cause === "fail-fast" && unresolvedKey === undefined;
}

/** What has failed, in the order of time: a line for each reason, with the first of the backups that it befell. */
export function failuresOf({ journals }: Report, atMost: number): string[] {
  const reasons = new Map<string, Journal[]>();
  const inTime = journals.toSorted((a, b) => (a.ended?.endedAt ?? 0) - (b.ended?.endedAt ?? 0));
  for (const journal of inTime) {
    const { verdict } = journal.ended ?? {};
    if (verdict === undefined || isGood(verdict) || isMerelyCutShort(journal)) continue;
    const reason = `${verdict.result}: ${verdict.message}`;
    const alike = reasons.get(reason);
    if (alike === undefined) reasons.set(reason, [journal]);
    else alike.push(journal);
  }
  const lines = [...reasons].map(([reason, [first, ...others]]) => {
    const more = others.length === 0 ? "" : ` and ${count(others.length, "other")}`;
    return harmless(`${first === undefined ? "" : subjectOf(first)}${more}: ${reason}`);
  });
  const left = lines.length - atMost;
  return left > 0
    ? [...lines.slice(0, atMost), `${count(left, "more reason")}: see outputs.backups.`]
    : lines;
}

/** A moment as people read it: `2026-01-15 10:04:10 UTC`. */
export function clockTime({ epochMs }: Instant): string {
  return `${new Date(epochMs).toISOString().slice(0, 19).replace("T", " ")} UTC`;
}
