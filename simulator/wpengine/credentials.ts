export const USERNAME = "simulated-user";
export const PASSWORD = "s3cret-Passw0rd";
/** The `Authorization` header of a client with these credentials. */
export const AUTHORIZATION = `Basic ${Buffer.from(`${USERNAME}:${PASSWORD}`).toString("base64")}`;
