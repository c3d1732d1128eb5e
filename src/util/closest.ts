/** The words closest to a given one, by their edit distance, the closest first. */
export function closest(word: string, words: readonly string[], atMost: number): string[] {
  return words
    .map((candidate) => ({ candidate, edits: edits(lettersOf(word), lettersOf(candidate)) }))
    .sort((a, b) => a.edits - b.edits || (a.candidate < b.candidate ? -1 : 1))
    .slice(0, atMost)
    .map(({ candidate }) => candidate);
}

function lettersOf(word: string): string[] {
  return Array.from(word.toLowerCase());
}

/**
 * Letters to insert, delete or replace to turn one word into the other.
 * @see Levenshtein, "Binary codes capable of correcting deletions, insertions, and reversals" (1966)
 */
function edits(from: readonly string[], to: readonly string[]): number {
  let row = [0, ...to.map((_, index) => index + 1)];
  for (const [index, letter] of from.entries()) {
    const next = [index + 1];
    for (const [at, other] of to.entries()) {
      const replaced = (row[at] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(replaced, (row[at + 1] ?? 0) + 1, (next[at] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
