import type { Environment } from "./reader.ts";

/**
 * Makes the description of a new backup from its key, which tells it from all others.
 * @param text its beginning; if empty, the commit that is about to be deployed.
 */
export function describer(env: Environment, text: string): (key: string) => string {
  const run = env["GITHUB_RUN_ID"] || "local";
  const attempt = env["GITHUB_RUN_ATTEMPT"] || "1";
  const beginning = text || `Pre-deploy snapshot of ${commitOf(env)}`;
  return (key) => `${beginning} (run ${run}, attempt ${attempt}, key ${key})`;
}

function commitOf(env: Environment): string {
  const repository = env["GITHUB_REPOSITORY"];
  const sha = env["GITHUB_SHA"];
  if (!repository || !sha) return "a working copy";
  return `${repository}@${sha.slice(0, 7)}`;
}
