/** The code of a system error; empty if there is none. */
export function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}

/** The message of an error, or its code: Node leaves the message of an AggregateError (several addresses) empty. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message || codeOf(error) || error.name : String(error);
}
