/** Words that are compared letter by letter, and how many letters of each: that takes a few milliseconds at most. */
const MAX_COMPARED = 50;
const MAX_LETTERS = 40;

/** The words closest to a given one, by their edit distance, the closest first. */
export function closest(word: string, words: readonly string[], atMost: number): string[] {
  const letters = lettersOf(word);
  return words
    .map((candidate) => ({ candidate, others: lettersOf(candidate) }))
    .map((entry) => ({ ...entry, unlike: unlikeness(letters, entry.others) }))
    .sort((a, b) => a.unlike - b.unlike)
    .slice(0, MAX_COMPARED)
    .map(({ candidate, others }) => ({ candidate, edits: edits(letters, others) }))
    .sort((a, b) => a.edits - b.edits || (a.candidate < b.candidate ? -1 : 1))
    .slice(0, atMost)
    .map(({ candidate }) => candidate);
}

function lettersOf(word: string): string[] {
  return Array.from(word.toLowerCase()).slice(0, MAX_LETTERS);
}

/** Letters between the common beginning and the common end of two words: a quick upper bound of the edits. */
function unlikeness(one: readonly string[], other: readonly string[]): number {
  const [shorter, longer] = [one.length, other.length].sort((a, b) => a - b) as [number, number];
  let begin = 0;
  while (begin < shorter && one[begin] === other[begin]) begin += 1;
  let end = 0;
  while (end < shorter - begin && one.at(-1 - end) === other.at(-1 - end)) end += 1;
  return longer - begin - end;
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
