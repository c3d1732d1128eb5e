/**
 * What the action relies on in WP Engine's API, in version 1.17.0 of its description. The code that sends and reads it
 * is in src/wpengine/.
 */

/** A value that the action sends or reads. */
export interface Shape {
  readonly type: "array" | "integer" | "object" | "string";
  readonly format?: string;
  /** In an answer: the action needs the field. In a request: the action sends it every time. */
  readonly isRequired?: boolean;
  /** The least and the most that the action sends: a number, the length of a text, or how many items. */
  readonly range?: readonly [least: number, most: number];
  readonly words?: readonly string[];
  readonly items?: Shape;
  readonly fields?: Readonly<Record<string, Shape>>;
  /** Fields that the description has, and the action does not use. */
  readonly unused?: readonly string[];
}

export interface Operation {
  readonly method: "get" | "post";
  readonly path: string;
  /** By place and name, as in `query limit`. */
  readonly parameters: Readonly<Record<string, Shape>>;
  readonly unusedParameters: readonly string[];
  readonly body?: Shape;
  readonly success: string;
  readonly answer: Shape;
  /** Codes that the action gives a meaning to. */
  readonly errors: readonly string[];
  readonly unusedCodes: readonly string[];
}

export interface Reliance {
  readonly version: string;
  /** The default of the input `api-url`. */
  readonly baseUrl: string;
  readonly operations: readonly Operation[];
}

/** 36 characters: RFC 9562 §4. */
const UUID: Shape = { type: "string", format: "uuid", isRequired: true, range: [36, 36] };
const TEXT: Shape = { type: "string" };
const TIME: Shape = { type: "string", format: "date-time" };
const LIMIT: Shape = { type: "integer", isRequired: true, range: [1, 100] };
/** The first page is requested without an offset. */
const OFFSET: Shape = { type: "integer", range: [1, Infinity] };

/** Headers that the action sends with every request, whether the description has them or not. */
export const SENT_HEADERS: readonly string[] = [
  "header authorization",
  "header accept",
  "header accept-encoding",
  "header content-type",
];

const BACKUP: Shape = {
  type: "object",
  fields: {
    id: UUID,
    status: {
      type: "string",
      isRequired: true,
      words: ["requested", "in_progress", "completed", "aborted"],
    },
    description: TEXT,
    create_time: TIME,
    complete_time: TIME,
    wordpress_version: TEXT,
  },
};

const INSTALL: Shape = {
  type: "object",
  fields: { id: UUID, name: { ...TEXT, isRequired: true } },
  unused: [
    "account",
    "php_version",
    "status",
    "site",
    "cname",
    "stable_ips",
    "environment",
    "primary_domain",
    "is_multisite",
    "created_at",
    "wp_version",
    "defer_wordpress_upgrades_until",
  ],
};

const USER: Shape = {
  type: "object",
  fields: { email: { ...TEXT, isRequired: true } },
  unused: ["id", "first_name", "last_name", "phone_number"],
};

const pageOf = (items: Shape): Shape => ({
  type: "object",
  fields: { results: { type: "array", items }, count: { type: "integer" }, next: TEXT },
  unused: ["previous"],
});

const LIST_INSTALLS: Operation = {
  method: "get",
  path: "/installs",
  parameters: { "query limit": LIMIT, "query offset": OFFSET },
  unusedParameters: ["query account_id"],
  success: "200",
  answer: pageOf(INSTALL),
  errors: ["400", "401", "429", "503"],
  unusedCodes: [],
};

const LIST_BACKUPS: Operation = {
  method: "get",
  path: "/installs/{install_id}/backups",
  parameters: { "path install_id": UUID, "query limit": LIMIT, "query offset": OFFSET },
  unusedParameters: [],
  success: "200",
  answer: pageOf(BACKUP),
  errors: ["400", "401", "403", "404", "429", "503"],
  unusedCodes: ["502"],
};

const CREATE_BACKUP: Operation = {
  method: "post",
  path: "/installs/{install_id}/backups",
  parameters: { "path install_id": UUID },
  unusedParameters: [],
  body: {
    type: "object",
    fields: {
      description: { ...TEXT, isRequired: true, range: [1, Infinity] },
      notification_emails: {
        type: "array",
        isRequired: true,
        range: [1, Infinity],
        items: { ...TEXT, range: [1, Infinity] },
      },
    },
  },
  success: "202",
  answer: BACKUP,
  errors: ["400", "401", "403", "404", "429", "503"],
  unusedCodes: [],
};

const SHOW_BACKUP: Operation = {
  method: "get",
  path: "/installs/{install_id}/backups/{backup_id}",
  parameters: { "path install_id": UUID, "path backup_id": UUID },
  unusedParameters: [],
  success: "200",
  answer: BACKUP,
  errors: ["400", "401", "404", "429", "503"],
  unusedCodes: [],
};

const SHOW_USER: Operation = {
  method: "get",
  path: "/user",
  parameters: {},
  unusedParameters: [],
  success: "200",
  answer: USER,
  errors: ["401", "429", "503"],
  unusedCodes: [],
};

export const RELIED_ON: Reliance = {
  version: "1.17.0",
  baseUrl: "https://api.wpengineapi.com/v1",
  operations: [LIST_INSTALLS, LIST_BACKUPS, CREATE_BACKUP, SHOW_BACKUP, SHOW_USER],
};
