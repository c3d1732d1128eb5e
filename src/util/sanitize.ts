/** Replaces every credential in a text by `***`: the runner masks logs, not outputs and summaries. */
export type Redact = (text: string) => string;

/** @param secrets read anew for each text, because a secret may become known later. */
export function redactorOf(secrets: readonly string[]): Redact {
  let pattern = patternOf(secrets);
  let known = secrets.length;
  return (text) => {
    if (secrets.length !== known) [pattern, known] = [patternOf(secrets), secrets.length];
    return pattern === undefined ? text : text.replace(pattern, "***");
  };
}

/** Any of the secrets, in any letter case: a server may print an address, say, in small letters. */
function patternOf(secrets: readonly string[]): RegExp | undefined {
  const longestFirst = secrets
    .filter((secret) => secret !== "")
    .toSorted((a, b) => b.length - a.length)
    .map((secret) => secret.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&"));
  return longestFirst.length === 0 ? undefined : new RegExp(longestFirst.join("|"), "gi");
}

/** Also replaces every word that may be an email address. */
export function withoutAddresses(redact: Redact): Redact {
  return (text) => redact(text).replace(/\S+/g, (word) => (/@|%40/.test(word) ? "***" : word));
}

/**
 * Untrusted text as one line that the runner cannot read as a command. The runner reads `::command::` at the start of a
 * line and `##[command]` anywhere in it, and ends lines at a lone carriage return too.
 * @see https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs
 */
export function sanitize(text: string, atMostChars = 300): string {
  const oneLine = text
    .toWellFormed()
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, " ")
    .replace(/:(?=:)/g, ": ")
    .replace(/#(?=#\[)/g, "# ");
  const chars = Array.from(oneLine);
  return chars.length > atMostChars ? `${chars.slice(0, atMostChars - 1).join("")}…` : oneLine;
}

/** Untrusted text as an output's value: letters, digits and `. _ - :` (never `::`), with `_` for anything else. */
export function safeWord(text: string): string {
  return text.replace(/[^\w.:-]|(?<=:):/gu, "_");
}
