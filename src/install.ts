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
    isEnough: (rows) => rows.filter(({ name }) => wanted.has(name)).length === wanted.size,
  });
  if (listing.kind !== "listing") throw new GateClosed(verdictOf(listing));
  const byName = new Map(listing.rows.map((install) => [install.name, install] as const));
  return (name) => byName.get(name) ?? unknown(name, listing);
}

function unknown(name: string, { rows, isWhole }: Listing<Install>): Verdict {
  if (!isWhole) {
    return {
      result: "unavailable",
      message: `The listing of installs has rows that cannot be read, so that "${name}" may be among them.`,
    };
  }
  const names = rows.map((row) => row.name);
  const suggestions = nearest(name, names, SUGGESTIONS).map((suggestion) => `"${suggestion}"`);
  const hint =
    suggestions.length === 0
      ? "they can see no install"
      : `the nearest are ${suggestions.join(", ")}`;
  return {
    result: "not-found",
    message: `These credentials can see no install of the name "${name}": ${hint}.`,
    cause: "no-such-name",
  };
}
