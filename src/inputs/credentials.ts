/** An API user's ID and password, as the inputs have them. */
export interface Credentials {
  readonly username: string;
  readonly password: string;
}

/** Reads the credentials without checking them. */
export function credentialsOf(env: Readonly<Record<string, string | undefined>>): Credentials {
  const read = (name: string): string => env[`INPUT_${name}`]?.trim() ?? "";
  return { username: read("API-USERNAME"), password: read("API-PASSWORD") };
}

/** The value of the `Authorization` header. */
export function authorizationOf(credentials: Credentials): string {
  return `Basic ${encode(credentials)}`;
}

/**
 * Every form in which the credentials could be printed: as they are, as they are sent (also without padding), and as JSON,
 * JSON within JSON, URLs and HTML would quote them.
 */
export function secretsOf(credentials: Credentials): string[] {
  const { username, password } = credentials;
  if (password === "") return [];
  const basic = encode(credentials);
  const inJson = JSON.stringify(password).slice(1, -1);
  const inPath = encodeURIComponent(password.toWellFormed());
  const inForm = new URLSearchParams([["", password]]).toString().slice(1);
  const percents = [inPath, inForm].flatMap((text) => [
    text,
    text.replace(/%../g, (hex) => hex.toLowerCase()),
  ]);
  const forms = [
    password,
    basic,
    withoutPadding(basic),
    `${username}:${password}`,
    inJson,
    JSON.stringify(inJson).slice(1, -1),
    ...QUOTES.map((quotes) => inHtml(password, quotes)),
    withoutPadding(Buffer.from(password).toString("base64")),
    ...percents,
  ];
  return [...new Set(forms)];
}

/** How HTML may write quotation marks. */
const QUOTES = [
  { '"': "&quot;", "'": "&#39;" },
  { '"': "&#34;", "'": "&#x27;" },
  { '"': "&quot;", "'": "&apos;" },
  { '"': '"', "'": "'" },
];

function inHtml(text: string, quotes: (typeof QUOTES)[number]): string {
  const entities: Readonly<Record<string, string>> = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    ...quotes,
  };
  return text.replace(/[&<>"']/g, (char) => entities[char] ?? char);
}

function withoutPadding(base64: string): string {
  return base64.replace(/=+$/, "");
}

/** The token for GitHub's API, unchecked; empty if there is none. */
export function tokenOf(env: Readonly<Record<string, string | undefined>>): string {
  return env["INPUT_GITHUB-TOKEN"]?.trim() ?? "";
}

/** Every text among the inputs that must be masked, also in an input that is misspelled with `_`. */
export function secretsIn(env: Readonly<Record<string, string | undefined>>): string[] {
  const { username } = credentialsOf(env);
  const read = (...names: string[]): string[] =>
    names.flatMap((name) => env[`INPUT_${name}`]?.trim() || []);
  const forms = read("API-PASSWORD", "API_PASSWORD").flatMap((password) =>
    secretsOf({ username, password }),
  );
  return [...new Set([...forms, ...read("GITHUB-TOKEN", "GITHUB_TOKEN")])];
}

function encode({ username, password }: Credentials): string {
  return Buffer.from(`${username}:${password}`).toString("base64");
}
