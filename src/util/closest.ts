/** Words that are compared letter by letter, and how many letters of each: that takes a few milliseconds at most. */
const MAX_COMPARED = 50;
const MAX_LETTERS = 40;

/** The words closest to a given one, by their edit distance, the closest first. */
export function closest(word: string, words: readonly string[], atMost: number): string[] {
  const letters = lettersOf(word);
  const byUnlikeness: string[][] = []; // to sort many thousands would take far longer
  for (const candidate of words) {
    (byUnlikeness[unlikeness(letters, lettersOf(candidate))] ??= []).push(candidate);
  }
  return byUnlikeness
    .flat()
    .slice(0, MAX_COMPARED)
    .map((candidate) => ({ candidate, edits: edits(letters, lettersOf(candidate)) }))
    .sort((a, b) => a.edits - b.edits || (a.candidate < b.candidate ? -1 : 1))
    .slice(0, atMost)
    .map(({ candidate }) => candidate);
}

function lettersOf(word: string): string {
  return word.slice(0, MAX_LETTERS).toLowerCase();
}

/** Letters between the common beginning and the common end of two words: a quick upper bound of the edits. */
function unlikeness(one: string, other: string): number {
  const shorter = Math.min(one.length, other.length);
  const longer = Math.max(one.length, other.length);
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
function edits(from: string, to: string): number {
  const others = Array.from(to);
  let row = [0, ...others.map((_, index) => index + 1)];
  for (const [index, letter] of Array.from(from).entries()) {
    const next = [index + 1];
    for (const [at, other] of others.entries()) {
      const replaced = (row[at] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(replaced, (row[at + 1] ?? 0) + 1, (next[at] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
