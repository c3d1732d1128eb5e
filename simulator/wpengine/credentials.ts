export const USERNAME = "simulated-user";
export const PASSWORD = "s3cret-Passw0rd";
/** What a client with these credentials sends as its `Authorization`. */
export const AUTHORIZATION = `Basic ${Buffer.from(`${USERNAME}:${PASSWORD}`).toString("base64")}`;
