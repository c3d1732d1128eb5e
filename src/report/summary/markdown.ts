/**
 * Foreign text that stays text in Markdown and in the HTML within it: character references structure nothing.
 * Colons and dots are touched only where GitHub would make an emoji or a link of them.
 * @see https://spec.commonmark.org/0.31.2/#entity-and-numeric-character-references
 */
export function escapeMarkdown(text: string): string {
  return text.replace(
    /[&<>`*\\|~[\]#@$]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])|:(?=\S)|(?<=www)\./gi,
    (char) => `&#${char.codePointAt(0)};`,
  );
}

export function code(text: string): string {
  return `\`${text}\``;
}

/** @param rows cells of each, the heads of the columns first. */
export function table([heads = [], ...rows]: readonly (readonly string[])[]): string {
  return [heads, heads.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");
}
