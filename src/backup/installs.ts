import type { PageReader } from "../model/api.ts";
import type { Install } from "../model/backup.ts";
import { GateClosed, verdictOfClosed } from "../model/errors.ts";
import type { InstallId } from "../model/ids.ts";
import { verdictOf } from "../model/reply.ts";
import type { InstallRef } from "../model/target.ts";
import type { Verdict } from "../model/verdict.ts";
import type { AskOptions } from "../schedule/retry.ts";
import { closest } from "../util/closest.ts";
import { count } from "../util/sentence.ts";
import { type Listing, readListing } from "./list.ts";

const SUGGESTIONS = 3;

/** Unknown names that suggestions are looked for: comparing hundreds with thousands would hold up everything else. */
const SUGGESTED_FOR = 3;

/**
 * Finds installs, all that are given by their exact names in one reading of the listing.
 * @returns in their order; why there is none, in the place of one that cannot be found.
 */
export async function findInstalls(
  installs: readonly InstallRef[],
  options: AskOptions & { readonly readPage: PageReader<Install> },
): Promise<readonly (Install | { readonly id: InstallId } | Verdict)[]> {
  const names = installs.flatMap((install) => ("name" in install ? [install.name] : []));
  if (names.length === 0) return installs as readonly { id: InstallId }[];
  const directory = await readDirectory(names, options).catch(verdictOfClosed);
  return installs.map((install) => {
    if ("id" in install) return install;
    return typeof directory === "function" ? directory(install.name) : directory;
  });
}

/** @throws GateClosed where the listing cannot be read. */
async function readDirectory(
  names: readonly string[],
  options: AskOptions & { readonly readPage: PageReader<Install> },
): Promise<(name: string) => Install | Verdict> {
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
  const suggestions = closest(name, names, SUGGESTIONS).map((suggestion) => `"${suggestion}"`);
  if (suggestions.length === 0) return "they can see no install";
  return `the nearest are ${suggestions.join(", ")}`;
}
