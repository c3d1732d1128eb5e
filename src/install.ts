import type { AskOptions } from "./ask.ts";
import { GateClosed } from "./errors.ts";
import type { InstallId } from "./ids.ts";
import { verdictOf } from "./judge.ts";
import { type Listing, type PageReader, readListing } from "./listing.ts";
import { nearest } from "./nearest.ts";
import { count } from "./prose.ts";
import type { Verdict } from "./verdict.ts";
import type { Install } from "./wpengine/page.ts";

/** Which install is meant. */
export type InstallRef = { readonly id: InstallId } | { readonly name: string };

/** What an install is called by whoever gave it. */
export function nameOf(install: InstallRef): string {
  return "id" in install ? install.id : install.name;
}

/** Tells the install of a name, or why there is none. */
export type Directory = (name: string) => Install | Verdict;

const SUGGESTIONS = 3;
/** Unknown names that suggestions are looked for: comparing hundreds with thousands would hold up everything else. */
const SUGGESTED_FOR = 3;

/**
 * Looks up installs by their exact names, all in one reading of the listing.
 * @throws GateClosed where it cannot be read.
 */
export async function findInstalls(
  names: readonly string[],
  options: AskOptions & { readonly readPage: PageReader<Install> },
): Promise<Directory> {
  const wanted = new Set(names);
  const what =
    names.length === 1 ? `the install ${names.join("")}` : count(names.length, "install");
  const listing = await readListing({
    ...options,
    purpose: `looking for ${what}`,
    isEnough: (rows) => {
      const found = rows.filter(({ name }) => wanted.has(name));
      return new Set(found.map(({ name }) => name)).size === wanted.size;
    },
  });
  if (listing.kind !== "listing") throw new GateClosed(verdictOf(listing));
  const byName = new Map(listing.rows.map((install) => [install.name, install] as const));
  const nameOfId = new Map<InstallId, string>();
  let suggested = 0;
  return (name) => {
    const install = byName.get(name);
    if (install === undefined) {
      suggested += 1;
      return unknown(name, listing, suggested <= SUGGESTED_FOR);
    }
    const before = nameOfId.get(install.id);
    nameOfId.set(install.id, name);
    return before === undefined ? install : sameInstall(before, name);
  };
}

function sameInstall(one: string, other: string): Verdict {
  const message = `The listing of installs shows one and the same install as "${one}" and as "${other}".`;
  return { result: "unavailable", message };
}

function unknown(
  name: string,
  { rows, isWhole }: Listing<Install>,
  isSuggesting: boolean,
): Verdict {
  if (!isWhole) {
    return {
      result: "unavailable",
      message: `The listing of installs has rows that cannot be read, so that "${name}" may be among them.`,
    };
  }
  const message = `These credentials can see no install of the name "${name}"`;
  const hint = isSuggesting ? `: ${suggestionsFor(name, rows)}` : "";
  return { result: "not-found", message: `${message}${hint}.`, cause: "no-such-name" };
}

function suggestionsFor(name: string, rows: readonly Install[]): string {
  const names = rows.map((row) => row.name);
  const suggestions = nearest(name, names, SUGGESTIONS).map((suggestion) => `"${suggestion}"`);
  if (suggestions.length === 0) return "they can see no install";
  return `the nearest are ${suggestions.join(", ")}`;
}
