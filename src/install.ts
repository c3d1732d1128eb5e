import type { AskOptions } from "./ask.ts";
import { GateClosed } from "./errors.ts";
import { verdictOf } from "./judge.ts";
import { type PageReader, readListing } from "./listing.ts";
import { nearest } from "./nearest.ts";
import type { Install } from "./wpengine/page.ts";

const SUGGESTIONS = 3;

/**
 * The install of exactly this name.
 * @throws GateClosed where the credentials can see none, or it cannot be found out.
 */
export async function findInstall(
  name: string,
  options: AskOptions & { readonly readPage: PageReader<Install> },
): Promise<Install> {
  const isIt = (install: Install): boolean => install.name === name;
  const listing = await readListing({
    ...options,
    purpose: `looking for the install ${name}`,
    isEnough: (rows) => rows.some(isIt),
  });
  if (listing.kind !== "listing") throw new GateClosed(verdictOf(listing));
  const install = listing.rows.find(isIt);
  if (install !== undefined) return install;

  if (!listing.isWhole) {
    throw new GateClosed({
      result: "unavailable",
      message: `The listing of installs has rows that cannot be read, so that "${name}" may be among them.`,
    });
  }
  const names = listing.rows.map((row) => row.name);
  const suggestions = nearest(name, names, SUGGESTIONS).map((suggestion) => `"${suggestion}"`);
  const hint =
    suggestions.length === 0
      ? "they can see no install"
      : `the nearest are ${suggestions.join(", ")}`;
  throw new GateClosed({
    result: "not-found",
    message: `These credentials can see no install of the name "${name}": ${hint}.`,
    cause: "no-such-name",
  });
}
