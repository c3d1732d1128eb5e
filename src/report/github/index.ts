import { context, getOctokit } from "@actions/github";
import { fetch } from "./fetch.ts";

/** @see https://docs.github.com/en/rest/commits/statuses#create-a-commit-status */
export interface CommitStatus {
  readonly state: "pending" | "success" | "failure" | "error";
  /** Its name: a later one of the same name takes its place. */
  readonly context: string;
  readonly description: string;
}

/** How GitHub took it. */
export interface Reception {
  /** The exchange, for whoever debugs: method, path and status. */
  readonly line: string;
  /** Why there is no such status now; undefined where there is. Foreign text. */
  readonly fault: string | undefined;
  /** The status by which it was refused, if it was. */
  readonly refusedWith: number | undefined;
}

/** What GitHub deprecates is no news for whoever waits for a deploy. */
const SILENCE = { debug() {}, info() {}, warn() {}, error() {} };
const PATH = "/repos/{owner}/{repo}/statuses/{sha}";

/**
 * Publishes a status of the commit that the run is about. A bundle of its own, so that only those load it who want a commit
 * status.
 * @throws Error where the environment names no repository or commit.
 */
export async function publish(
  token: string,
  status: CommitStatus,
  signal: AbortSignal,
): Promise<Reception> {
  const { repo, serverUrl, runId } = context;
  const sha = commit();
  const path = `/repos/${repo.owner}/${repo.repo}/statuses/${sha}`;
  try {
    const answer = await getOctokit(token, { log: SILENCE }).request(`POST ${PATH}`, {
      ...repo,
      sha,
      ...status,
      target_url: `${serverUrl}/${repo.owner}/${repo.repo}/actions/runs/${runId}`,
      request: { signal, fetch },
    });
    const answered: number = answer.status; // whatever the types promise
    const line = `POST ${path}: ${answered}`;
    const fault = answered === 201 ? undefined : `${answered} is no answer to that`;
    return { line, fault, refusedWith: undefined };
  } catch (error) {
    const refusal = statusOf(error);
    const fault = error instanceof Error ? error.message : String(error);
    return {
      line: `POST ${path}: ${refusal ?? "no answer"}`,
      fault: refusal === undefined ? fault : `${refusal} ${fault}`,
      refusedWith: refusal,
    };
  }
}

/** The pull request's head where there is one: what runs there is a merge commit that nobody looks at. */
function commit(): string {
  const head = context.payload.pull_request?.["head"] as { sha?: unknown } | undefined;
  const sha = typeof head?.sha === "string" ? head.sha : context.sha;
  if (/^[0-9a-f]{40,64}$/.test(sha)) return sha;
  throw new Error("neither the event nor GITHUB_SHA names a commit");
}

/** The status with which GitHub has answered; undefined where it has not. */
function statusOf(error: unknown): number | undefined {
  const answered = error instanceof Error && "response" in error && error.response !== undefined;
  return answered && "status" in error && typeof error.status === "number"
    ? error.status
    : undefined;
}
