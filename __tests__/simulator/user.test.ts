import { expect, test } from "vitest";
import { AUTHORIZATION } from "../../simulator/wpengine/credentials.ts";
import { type ApiUser, SIMULATED_USER } from "../../simulator/wpengine/user.ts";
import { withSimulator } from "./asking.ts";

const { id, first_name, last_name, phone_number } = SIMULATED_USER;
const withoutEmail: ApiUser = { id, first_name, last_name, phone_number };

test.each<[string, ApiUser | "forbidden", number, object]>([
  [
    "the usual one",
    SIMULATED_USER,
    200,
    {
      id: "fd3b1c6e-5c1f-4e0e-9d0a-6a1f2b7c8d90",
      first_name: "Simulated",
      last_name: "User",
      email: "simulated-user@example.com",
      phone_number: null,
    },
  ],
  [
    "another address",
    { ...SIMULATED_USER, email: "ops@example.com" },
    200,
    { ...SIMULATED_USER, email: "ops@example.com" },
  ],
  ["null", { ...SIMULATED_USER, email: null }, 200, { ...SIMULATED_USER, email: null }],
  ["no address", withoutEmail, 200, withoutEmail],
  ["a 403", "forbidden", 403, { message: "You are not authorized to perform this action" }],
])("the API user can be %s", async (_, user, status, body) => {
  await withSimulator({}, async (simulator) => {
    simulator.host.user = user;
    const answer = await fetch(`${simulator.apiUrl}/user`, {
      headers: { authorization: AUTHORIZATION },
    });
    expect(answer.status).toBe(status);
    expect(await answer.json()).toEqual(body);
  });
});
