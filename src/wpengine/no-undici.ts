/**
 * Stands in for undici in the bundle (`paths` in tsconfig.json). The HTTP client imports it for callers that hand its
 * proxy on to `fetch`; ours speaks `node:https`, through the client's own tunnel where there is a proxy. undici would be
 * nine tenths of what is shipped, and half of what a step waits for at its start.
 */
export class ProxyAgent {
  constructor() {
    throw new Error("undici is not bundled");
  }
}
