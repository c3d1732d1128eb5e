/**
 * Escapes untrusted text for Markdown and the HTML within it, with character references.
 * Escapes only those colons and dots that GitHub would read as part of an emoji or a link.
 * @see https://spec.commonmark.org/0.31.2/#entity-and-numeric-character-references
 */
export function escapeMarkdown(text: string): string {
  return text.replace(
    /[&<>`*\\|~[\]#@$]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])|:(?=\S)|(?<=www)\./gi,
    (char) => `&#${char.codePointAt(0)};`,
  );
}

/** An inline code span. @param text without backticks. */
export function code(text: string): string {
  return `\`${text}\``;
}

/** A table of GitHub Flavored Markdown. @param rows of cells that are escaped already. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  return [header, header.map(() => "---"), ...rows]
    .map((row) => `| ${row.join(" | ")} |`)
    .join("\n");
}
