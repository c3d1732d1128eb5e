/**
 * Stands in, by `paths` in tsconfig.json, for packages that nothing here runs but that ours import, so that they are
 * neither shipped, nor read by whoever checks `dist/`, nor loaded at the start of each step.
 */
function notBundled(): never {
  throw new Error("left out of the bundle");
}

/**
 * undici: the HTTP client offers its proxy to callers of `fetch`, and octokit's bindings make one as they load. Ours all
 * go through `node:https`, and through the client's own tunnel where there is a proxy.
 */
export function ProxyAgent(): void {
  // made, and never used
}
export { notBundled as fetch };

/** @actions/exec: the toolkit asks programs for the name of the operating system. Nobody asks the toolkit for that. */
export { notBundled as getExecOutput };
