import type { RunAttempt } from "../model/target.ts";
import type { Environment } from "./reader.ts";

/**
 * Makes the description of a new backup from its key. If WP Engine cuts it, the bracket survives.
 * @param text what follows it; if empty, the commit that is about to be deployed.
 */
export function describer(env: Environment, text: string): (key: string) => string {
  const run = wordOf(env["GITHUB_RUN_ID"]) || "local";
  const attempt = wordOf(env["GITHUB_RUN_ATTEMPT"]) || "1";
  const ending = text || `Pre-deploy snapshot of ${commitOf(env)}`;
  return (key) => `[gate ${key}, run ${run}, attempt ${attempt}] ${ending}`;
}

/**
 * Which run this is, and which attempt of it.
 * @returns undefined for a first attempt, or if the runner does not say.
 */
export function rerunOf(env: Environment): RunAttempt | undefined {
  const run = wordOf(env["GITHUB_RUN_ID"]).toLowerCase();
  const attempt = Number(wordOf(env["GITHUB_RUN_ATTEMPT"]));
  return run !== "" && Number.isInteger(attempt) && attempt > 1 ? { run, attempt } : undefined;
}

/** Nothing in it can end the bracket. */
function wordOf(value = ""): string {
  return value.replace(/[^\w.-]/g, "");
}

function commitOf(env: Environment): string {
  const repository = env["GITHUB_REPOSITORY"];
  const sha = env["GITHUB_SHA"];
  if (!repository || !sha) return "a working copy";
  return `${repository}@${sha.slice(0, 7)}`;
}
