import { json } from "./bodies.ts";
import type { Reply } from "./faults.ts";

/** The API user that the credentials belong to. The API description requires only its ID and its email address. */
export interface ApiUser {
  readonly id: string;
  readonly first_name: string;
  readonly last_name: string;
  /** In tests, it can be null or missing, although the description does not allow that. */
  readonly email?: string | null;
  readonly phone_number: string | null;
}

export const SIMULATED_USER: ApiUser = {
  id: "fd3b1c6e-5c1f-4e0e-9d0a-6a1f2b7c8d90",
  first_name: "Simulated",
  last_name: "User",
  email: "simulated-user@example.com",
  phone_number: null,
};

/** The reply to `GET /user`. A user that is forbidden to read it gets a 403. */
export function userReply(user: ApiUser | "forbidden"): Reply {
  if (user !== "forbidden") return json(200, user);
  return json(403, { message: "You are not authorized to perform this action" });
}
