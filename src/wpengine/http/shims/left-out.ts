/**
 * Replaces packages in the bundle (`paths` in tsconfig.json) that our dependencies import and that nothing here runs: they
 * are neither shipped, nor read by an auditor of `dist/`, nor loaded at the start of each step.
 */
function notBundled(): never {
  throw new Error("left out of the bundle");
}

/**
 * undici: the HTTP client offers its proxy to callers of `fetch`, and octokit's bindings create one when they load. Our
 * requests use `node:https`.
 */
export function ProxyAgent(): void {
  // created, and never used
}
export { notBundled as fetch };

/** tunnel: likewise. Our requests go through the tunnels of src/util/tunnel.ts. */
export {
  ProxyAgent as httpOverHttp,
  ProxyAgent as httpOverHttps,
  ProxyAgent as httpsOverHttp,
  ProxyAgent as httpsOverHttps,
};
