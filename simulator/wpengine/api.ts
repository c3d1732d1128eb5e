import type { Operation, Reply } from "./faults.ts";
import type { Host, Install, Page, Treatment } from "./host.ts";
import { keptOf } from "./whims.ts";

/** A request as the API reads it. */
export interface Call {
  readonly method: string;
  readonly url: URL;
  readonly body: string;
}

const MAX_LIMIT = 100;
const BACKUPS = /^\/installs\/([^/]+)\/backups(?:\/([^/]+))?$/;
/** The API user, without a phone. */
const USER = {
  id: "fd3b1c6e-5c1f-4e0e-9d0a-6a1f2b7c8d90",
  first_name: "Simulated",
  last_name: "User",
  email: "simulated-user@example.com",
  phone_number: null,
};
/** What the gateway says where no operation has the path and the method, whoever asks. */
const NO_OPERATION = json(403, { message: "Missing Authentication Token" });

/**
 * What the host answers when nothing is in the way.
 * @param bornInMs for how long what is requested does not exist yet; below 0, how long ago it says that it was created.
 */
export function answerOf(host: Host, call: Call, bornInMs = 0, treatment: Treatment = {}): Reply {
  const operation = operationOf(call);
  if (operation === undefined) return NO_OPERATION;
  const [, installId = "", backupId = ""] = BACKUPS.exec(pathOf(call)) ?? [];
  if (installId !== "" && !host.hasInstall(installId)) {
    return json(404, { message: "Nothing is found here" });
  }
  switch (operation) {
    case "status":
      return json(200, { success: true, created_on: new Date(host.nowMs()).toISOString() });
    case "user":
      return json(200, USER);
    case "installs":
      return paged(call.url, (limit, offset) => {
        const { total, rows } = host.installs(limit, offset);
        return { total, rows: rows.map(installBody) };
      });
    case "list":
      return paged(call.url, (limit, offset) => host.backups(installId, limit, offset));
    case "show": {
      const backup = host.backup(installId, backupId);
      return backup === undefined
        ? json(404, { message: "No such backup of this install" })
        : json(200, backup);
    }
    case "create":
      return create(host, installId, call.body, { ...treatment, ageMs: -bornInMs });
  }
}

function create(
  host: Host,
  installId: string,
  body: string,
  more: Treatment & { readonly ageMs: number },
): Reply {
  const fields = parseFields(body);
  const { description, notification_emails: emails } = fields;
  const errors = [];
  if (typeof description !== "string" || description === "") errors.push(fieldError("description"));
  const areEmails = Array.isArray(emails) && emails.length > 0 && emails.every(isEmail);
  if (!areEmails) errors.push(fieldError("notification_emails"));
  if (errors.length > 0) return json(400, { message: "The request is not valid", errors });
  const backup = host.addBackup(installId, { description: String(description), ...more });
  return json(202, { ...backup, description: keptOf(more.whim ?? "kept", backup.description) });
}

/** The path below /v1. Neither further slashes before it nor slashes at its end count. */
export function pathOf({ url }: Pick<Call, "url">): string {
  const [, path = ""] = /^\/v1\/+(.*?)\/*$/.exec(url.pathname) ?? [];
  return `/${path}`;
}

export function operationOf(call: Call): Operation | undefined {
  const path = pathOf(call);
  if (call.method === "GET") {
    const name = path.slice(1);
    if (name === "status" || name === "user" || name === "installs") return name;
  }
  const [, installId, backupId] = BACKUPS.exec(path) ?? [];
  if (installId === undefined) return undefined;
  if (call.method === "POST") return backupId === undefined ? "create" : undefined;
  if (call.method !== "GET") return undefined;
  return backupId === undefined ? "list" : "show";
}

function paged(url: URL, read: (limit: number, offset: number) => Page<unknown>): Reply {
  const limit = Number(url.searchParams.get("limit") ?? MAX_LIMIT);
  const offset = Number(url.searchParams.get("offset") ?? 0);
  const isSound = [limit, offset].every((value) => Number.isInteger(value) && value >= 0);
  if (!isSound || limit > MAX_LIMIT) {
    return json(400, { message: "The request is not valid", errors: [fieldError("limit")] });
  }
  const { total, rows } = read(limit, offset);
  const at = (start: number): string =>
    `${url.origin}/v1${pathOf({ url })}?limit=${limit}&offset=${start}&by=next`; // to be told from one of our own making
  return json(200, {
    previous: offset > 0 ? at(Math.max(0, offset - limit)) : null,
    next: offset + limit < total ? at(offset + limit) : null,
    count: total,
    results: rows,
  });
}

function installBody({ id, name }: Install): Record<string, unknown> {
  return {
    id,
    name,
    account: { id: "eeda3227-9a39-46ae-9e14-20958bb4e6c9" },
    php_version: "8.3",
    status: "active",
    cname: `${name}.wpengine.com`,
    primary_domain: `${name}.wpengine.com`,
    environment: "production",
    is_multisite: false,
    site: null,
    stable_ips: null,
    wp_version: null, // The API shows the version only with a single install.
  };
}

function parseFields(body: string): Record<string, unknown> {
  try {
    return JSON.parse(body) as Record<string, unknown>;
  } catch {
    return {};
  }
}

function isEmail(value: unknown): boolean {
  return typeof value === "string" && /^[^@\s]+@[^@\s]+$/.test(value);
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

export function json(status: number, body: unknown): Reply {
  return {
    status,
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  };
}
