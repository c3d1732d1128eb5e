import type { Reply } from "./faults.ts";

export function json(status: number, body: unknown): Reply {
  return {
    status,
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  };
}

/** The fields of a request's body. A body that can't be read has none. */
export function parseFields(body: string): Record<string, unknown> {
  try {
    return Object(JSON.parse(body)) as Record<string, unknown>;
  } catch {
    return {};
  }
}

/** Whether a field is a list of at least one email address. */
export function areEmails(value: unknown): value is string[] {
  return Array.isArray(value) && value.length > 0 && value.every(isEmail);
}

function isEmail(value: unknown): boolean {
  return typeof value === "string" && /^[^@\s]+@[^@\s]+$/.test(value);
}

/** 400, with an entry for each wrong field. */
export function badRequest(...fields: readonly string[]): Reply {
  return json(400, { message: "The request is not valid", errors: fields.map(fieldError) });
}

function fieldError(field: string): Record<string, string> {
  return {
    resource: "Backup",
    field,
    type: "invalid_value",
    code: "invalid",
    message: `${field} is missing or not valid`,
  };
}
