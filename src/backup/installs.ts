import type { Install } from "../model/backup.ts";
import { verdictOfClosed } from "../model/errors.ts";
import type { InstallId } from "../model/ids.ts";
import type { InstallRef } from "../model/target.ts";
import type { Verdict } from "../model/verdict.ts";
import type { Context } from "../schedule/context.ts";
import type { RetryEvent } from "../model/reply.ts";
import { closest } from "../util/closest.ts";
import { count } from "../util/sentence.ts";
import { readListing } from "./list.ts";
import type { Listing } from "./pages.ts";

/** Names that a message about an unknown name suggests. */
const SUGGESTIONS = 3;
/** Unknown names that get suggestions: comparing hundreds of names with thousands would block the step. */
const NAMES_WITH_SUGGESTIONS = 3;
/** Installs with the same name that a message lists. */
const MAX_NAMED = 5;

/**
 * Finds installs: all those set by name in one reading of the listing, by exact comparison.
 * @returns them in their order, or in place of one that cannot be found, the verdict that says why.
 */
export async function findInstalls(
  installs: readonly InstallRef[],
  context: Context<RetryEvent>,
): Promise<readonly (Install | { readonly id: InstallId } | Verdict)[]> {
  const names = installs.flatMap((install) => ("name" in install ? [install.name] : []));
  if (names.length === 0) return installs as readonly { id: InstallId }[];
  const directory = await readDirectory(names, context).catch(verdictOfClosed);
  return installs.map((install) => {
    if ("id" in install) return install;
    return typeof directory === "function" ? directory(install.name) : directory;
  });
}

/**
 * Reads the whole listing, because two installs may have one name.
 * @throws GateClosed if the listing cannot be read.
 */
async function readDirectory(
  names: readonly string[],
  context: Context<RetryEvent>,
): Promise<(name: string) => Install | Verdict> {
  const what = names.length === 1 ? `install ${names.join("")}` : count(names.length, "install");
  const listing = await readListing(
    {
      readPage: (offset, options) => context.api.listInstalls(offset, options),
      purpose: `looking for ${what}`,
    },
    context,
  );
  const byName = new Map<string, Install[]>(names.map((name) => [name, []]));
  for (const install of listing.rows) {
    const named = byName.get(install.name);
    if (named?.every(({ id }) => id !== install.id) === true) named.push(install);
  }
  const nameOfId = new Map<InstallId, string>();
  let suggested = 0;
  return (name) => {
    const [install, ...others] = byName.get(name) ?? [];
    if (install === undefined) {
      suggested += 1;
      return unknown(name, listing, suggested <= NAMES_WITH_SUGGESTIONS);
    }
    if (others.length > 0) return ambiguous(name, [install, ...others]);
    const before = nameOfId.get(install.id);
    nameOfId.set(install.id, name);
    return before === undefined ? install : sameInstall(before, name);
  };
}

function ambiguous(name: string, installs: readonly Install[]): Verdict {
  const ids = installs.map(({ id }) => id).slice(0, MAX_NAMED);
  const message = `The API lists ${installs.length} installs named "${name}": ${ids.join(", ")}.`;
  return { result: "not-found", message, cause: "ambiguous-name" };
}

function sameInstall(one: string, other: string): Verdict {
  const message = `The API lists the same install under two names: "${one}" and "${other}".`;
  return { result: "unavailable", message };
}

function unknown(
  name: string,
  { rows, flaw, isContradictory, isReadable }: Listing<Install>,
  isSuggesting: boolean,
): Verdict {
  if (!isReadable && !isContradictory) {
    return {
      result: "unavailable",
      message: `The list of installs has rows that can't be read. One of them may be "${name}".`,
    };
  }
  const message = `No install named "${name}" is visible with these credentials.`;
  const hint = isSuggesting ? ` ${suggestionsFor(name, rows)}` : "";
  const doubt = flaw === undefined ? "" : ` The list of installs may be incomplete: ${flaw}.`;
  return { result: "not-found", message: `${message}${hint}${doubt}`, cause: "no-such-name" };
}

function suggestionsFor(name: string, rows: readonly Install[]): string {
  const names = [...new Set(rows.map((row) => row.name))];
  const suggestions = closest(name, names, SUGGESTIONS).map((suggestion) => `"${suggestion}"`);
  const last = suggestions.pop();
  if (last === undefined) return "They do not give access to any install.";
  const others = suggestions.length === 0 ? "" : `${suggestions.join(", ")} or `;
  return `Did you mean ${others}${last}?`;
}
