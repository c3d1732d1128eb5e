import { formsOf, withoutPadding } from "../util/secret-forms.ts";

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
 * Every form in which the credentials could be printed: as they are, as they are sent (also without padding), and as other
 * texts would quote the password.
 */
export function secretsOf(credentials: Credentials): string[] {
  const { username, password } = credentials;
  if (password === "") return [];
  const basic = encode(credentials);
  const forms = [...formsOf(password), basic, withoutPadding(basic), `${username}:${password}`];
  return [...new Set(forms)];
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
