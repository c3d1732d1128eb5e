/** `the thing` as the beginning of a sentence. */
export function capitalize(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** `The thing` within a sentence. */
export function uncapitalize(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

/** A text with the mark that ends a sentence: its own, or a full stop. */
export function endSentence(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}

/** A number of things in words: `1 poll`, `2 polls`. */
export function count(things: number, noun: string): string {
  return `${things} ${noun}${things === 1 ? "" : "s"}`;
}
