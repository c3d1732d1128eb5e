/** Control characters, and all that look like a blank or like nothing, except the blank itself. */
const INVISIBLE = /(?! )[\p{Cc}\p{Cf}\p{Z}\p{DI}\u2800]/gu;

/** The first invisible character of a text: `the invisible character U+200B`. */
export function invisibleIn(text: string): string | undefined {
  const [char] = text.match(INVISIBLE) ?? [];
  if (char === undefined) return undefined;
  const kind = /\p{Cc}/u.test(char) ? "control" : "invisible";
  return `the ${kind} character ${codeOf(char)}`;
}

/** A text with the code of each invisible character in its place. */
export function showInvisible(text: string): string {
  return text.replace(INVISIBLE, (char) => `<${codeOf(char)}>`);
}

function codeOf(char: string): string {
  return `U+${char.codePointAt(0)?.toString(16).toUpperCase().padStart(4, "0")}`;
}
