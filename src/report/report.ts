import type { Journal } from "../fleet/record.ts";
import { firstFailure } from "../fleet/verdict.ts";
import type { Instant } from "../model/backup.ts";
import type { Settings } from "../model/settings.ts";
import { isGood, type Result, type Verdict } from "../model/verdict.ts";
import { harmless } from "../util/sanitize.ts";
import { count } from "../util/sentence.ts";

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

export function pollsOf(journals: readonly Journal[]): string {
  return count(
    sumOf(journals, ({ polls }) => polls),
    "look",
  );
}

/** What a step has asked the API, in words. */
export function effortOf({ journals, requests }: Report): string {
  return `${pollsOf(journals)}, ${count(requests, "request")} in all${troubleOf(journals)}`;
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
