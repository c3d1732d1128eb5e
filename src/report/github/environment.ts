/** The environment before the changes below. */
export const environment: NodeJS.ProcessEnv = { ...process.env };

// When GitHub's toolkit loads, it creates a proxy agent, which the action does not use. That fails for an invalid address.
delete process.env["https_proxy"];
delete process.env["HTTPS_PROXY"];
delete process.env["http_proxy"];
delete process.env["HTTP_PROXY"];
