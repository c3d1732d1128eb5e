import { areEmails, badRequest, json, parseFields } from "./bodies.ts";
import type { Operation, Reply } from "./faults.ts";
import type { Host, Install, Page, Treatment } from "./host.ts";
import { restore } from "./restores.ts";
import { userReply } from "./user.ts";
import { keptOf } from "./whims.ts";

/** A request as the API reads it. */
export interface Call {
  readonly method: string;
  readonly url: URL;
  readonly body: string;
}

const MAX_LIMIT = 100;
const BACKUPS = /^\/installs\/([^/]+)\/backups(?:\/([^/]+)(\/restore)?)?$/;
/** The reply of the gateway if no operation has the path and the method. It does not depend on the credentials. */
const NO_OPERATION = json(403, { message: "Missing Authentication Token" });

/**
 * The reply of the API without faults.
 * @param bornInMs how long it takes until a requested backup exists. Below 0, how long ago its `create_time` is.
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
      return userReply(host.user);
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
    case "restore":
      return restore(host, installId, backupId, call.body);
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
  const { description, notification_emails: emails } = parseFields(body);
  const wrong = [];
  if (typeof description !== "string" || description === "") wrong.push("description");
  if (!areEmails(emails)) wrong.push("notification_emails");
  if (wrong.length > 0) return badRequest(...wrong);
  const backup = host.addBackup(installId, { description: String(description), ...more });
  return json(202, { ...backup, description: keptOf(more.whim ?? "kept", backup.description) });
}

/** The path below /v1, without extra slashes before it and without slashes at its end. */
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
  const [, installId, backupId, isRestore] = BACKUPS.exec(path) ?? [];
  if (installId === undefined) return undefined;
  if (call.method === "POST") {
    if (isRestore !== undefined) return "restore";
    return backupId === undefined ? "create" : undefined;
  }
  if (call.method !== "GET" || isRestore !== undefined) return undefined;
  return backupId === undefined ? "list" : "show";
}

function paged(url: URL, read: (limit: number, offset: number) => Page<unknown>): Reply {
  const limit = Number(url.searchParams.get("limit") ?? MAX_LIMIT);
  const offset = Number(url.searchParams.get("offset") ?? 0);
  const isSound = [limit, offset].every((value) => Number.isInteger(value) && value >= 0);
  if (!isSound || limit > MAX_LIMIT) {
    return badRequest("limit");
  }
  const { total, rows } = read(limit, offset);
  const at = (start: number): string =>
    `${url.origin}/v1${pathOf({ url })}?limit=${limit}&offset=${start}&by=next`; // differs from an address that the action could build itself
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
