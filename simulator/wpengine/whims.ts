/** What is stored of a description; undefined where the field is left out. */
export type Kept = string | null | undefined;

type Alter = (text: string, argument: string) => Kept;

const HTML: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};
/** The number, and what is put at the end of what is cut. */
const CUT = /^(\d+)(.*)$/su;

/** Each way to alter a description, by its name. */
const ALTERATIONS: Readonly<Record<string, Alter>> = {
  kept: (text) => text,
  null: () => null,
  absent: () => undefined,
  /** Another text in its place. */
  own: (_, own) => own,
  prefix: (text, prefix) => prefix + text,
  suffix: (text, suffix) => text + suffix,
  /** `cut:97...` keeps 97 characters, and puts three dots behind them. */
  cut: (text, argument) => {
    const characters = Array.from(text);
    return cutBy(argument, characters.length, (n) => characters.slice(0, n).join(""), text);
  },
  /** Bytes of UTF-8: a character that is cut apart becomes U+FFFD. */
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
  /** Without emoji, and what else is beyond the first 65,536 characters. */
  plain: (text) => text.replace(/[\u{10000}-\u{10ffff}]|\ufe0f/gu, ""),
  ascii: (text) => text.replace(/[^\r\n -~]/gu, "?"),
  escaped: (text) => text.replace(/[&<>"']/g, (one) => HTML[one] ?? one),
  /** Without a bracket at the beginning. */
  text: (text) => text.replace(/^\[[^\]]*\] ?/, ""),
};

/**
 * What a host keeps of a description that is its whim: alterations one after the other, such as `plain|cut:60...`.
 * @throws Error that names an alteration that is none.
 */
export function keptOf(whim: string, description: string): Kept {
  let kept: Kept = description;
  for (const step of whim.split("|")) {
    const [, name = "", argument = ""] = /^(\w+):?(.*)$/s.exec(step) ?? [];
    const alter = ALTERATIONS[name];
    if (alter === undefined) {
      throw new Error(`no such alteration: ${step}; there are ${Object.keys(ALTERATIONS).join()}`);
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
