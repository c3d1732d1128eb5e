import { ACCESS_PAGE } from "../model/portal.ts";
import type { Credentials } from "./credentials.ts";
import { InputError } from "./errors.ts";
import { invisibleIn } from "../util/invisible.ts";

/**
 * Refuses a user ID that cannot be sent. The message quotes nothing: the input may be a whole `user:password`.
 * @throws InputError
 * @see RFC 7617 §2: no colon in the user ID, no control character in either
 */
export function checkUsername({ username }: Credentials): void {
  const wants = `write the API user id, made on ${ACCESS_PAGE}`;
  if (username.includes(":")) {
    throw new InputError("api-username", `got a colon in it; ${wants}, without the password`);
  }
  refuseUnsendable("api-username", username, wants);
}

/**
 * Refuses a password that cannot be sent.
 * @throws InputError
 */
export function checkPassword({ password }: Credentials): void {
  refuseUnsendable("api-password", password, `write the API password, made on ${ACCESS_PAGE}`);
}

function refuseUnsendable(input: string, text: string, wants: string): void {
  const invisible = invisibleIn(text);
  if (text !== "" && invisible === undefined) return;
  throw new InputError(input, `got ${invisible ?? "nothing"}; ${wants}`);
}
