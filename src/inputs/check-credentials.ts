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
  const wants = `Set it to the API user ID from ${ACCESS_PAGE}`;
  if (username.includes(":")) {
    throw new InputError("api-username", `contains a colon. ${wants}, without the password`);
  }
  refuseUnsendable("api-username", username, wants);
}

/**
 * Refuses a password that cannot be sent.
 * @throws InputError
 */
export function checkPassword({ password }: Credentials): void {
  refuseUnsendable("api-password", password, `Set it to the API password from ${ACCESS_PAGE}`);
}

function refuseUnsendable(input: string, text: string, wants: string): void {
  if (text === "") throw new InputError(input, `is empty. ${wants}`, true);
  const invisible = invisibleIn(text);
  if (invisible !== undefined) throw new InputError(input, `contains ${invisible}. ${wants}`);
}
