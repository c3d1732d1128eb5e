/** The description that the API stores. Undefined means that its replies do not have the field. */
export type Kept = string | null | undefined;

type Alter = (text: string, argument: string) => Kept;

const HTML: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};
/** The number, and the text that replaces what was cut. */
const CUT = /^(\d+)(.*)$/su;

/** The ways to change a description, by name. */
const ALTERATIONS: Readonly<Record<string, Alter>> = {
  kept: (text) => text,
  null: () => null,
  absent: () => undefined,
  /** Replaces the description with another text. */
  own: (_, own) => own,
  prefix: (text, prefix) => prefix + text,
  suffix: (text, suffix) => text + suffix,
  /** `cut:97...` keeps 97 characters and adds three dots. */
  cut: (text, argument) => {
    const characters = Array.from(text);
    return cutBy(argument, characters.length, (n) => characters.slice(0, n).join(""), text);
  },
  /** Counts bytes of UTF-8. A character that is cut in two becomes U+FFFD. */
  bytes: (text, argument) => {
    const bytes = Buffer.from(text);
    return cutBy(argument, bytes.length, (n) => bytes.subarray(0, n).toString(), text);
  },
  words: (text, argument) => {
    const words = text.split(" ");
    return cutBy(argument, words.length, (n) => words.slice(0, n).join(" "), text);
  },
  upper: (text) => text.toUpperCase(),
  lower: (text) => text.toLowerCase(),
  squeezed: (text) => text.replace(/\s+/g, " ").trim(),
  doubled: (text) => text.replaceAll(" ", "  "),
  lf: (text) => text.replaceAll("\r\n", "\n"),
  /** Removes emoji and all other characters above U+FFFF. */
  plain: (text) => text.replace(/[\u{10000}-\u{10ffff}]|\ufe0f/gu, ""),
  ascii: (text) => text.replace(/[^\r\n -~]/gu, "?"),
  escaped: (text) => text.replace(/[&<>"']/g, (one) => HTML[one] ?? one),
  /** Removes text in brackets at the beginning. */
  text: (text) => text.replace(/^\[[^\]]*\] ?/, ""),
};

/**
 * Applies one or more changes to a description, for example `plain|cut:60...`.
 * @throws Error that names an unknown change.
 */
export function keptOf(whim: string, description: string): Kept {
  let kept: Kept = description;
  for (const step of whim.split("|")) {
    const [, name = "", argument = ""] = /^(\w+):?(.*)$/s.exec(step) ?? [];
    const alter = ALTERATIONS[name];
    if (alter === undefined) {
      throw new Error(`Unknown change "${step}". Use ${Object.keys(ALTERATIONS).join(", ")}.`);
    }
    if (typeof kept === "string" || name === "own") kept = alter(kept ?? "", argument);
  }
  return kept;
}

function cutBy(
  argument: string,
  length: number,
  keep: (count: number) => string,
  text: string,
): string {
  const [, count = "0", end = ""] = CUT.exec(argument) ?? [];
  return length <= Number(count) ? text : keep(Number(count)) + end;
}
