/** The environment as it was. */
export const environment: NodeJS.ProcessEnv = { ...process.env };

// GitHub's toolkit makes an agent for the proxy when it loads, which nothing uses. It fails if it cannot read the address.
delete process.env["https_proxy"];
delete process.env["HTTPS_PROXY"];
delete process.env["http_proxy"];
delete process.env["HTTP_PROXY"];
