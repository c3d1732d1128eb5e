import "./environment.ts"; // before the toolkit
import { context, getOctokit } from "@actions/github";
import { fetch } from "./fetch.ts";

/** @see https://docs.github.com/en/rest/commits/statuses#create-a-commit-status */
export interface CommitStatus {
  readonly state: "pending" | "success" | "failure" | "error";
  /** The status's name. A later status of the same name replaces it. */
  readonly context: string;
  readonly description: string;
}

/** How GitHub replied. */
export interface PublishReply {
  /** The exchange, for the debug log: method, path and status. */
  readonly line: string;
  /** Why the status was not created; undefined if it was. Untrusted text. */
  readonly fault: string | undefined;
  /** The HTTP status of a refusal. */
  readonly refusedWith: number | undefined;
}

/** Keeps deprecation notices of GitHub out of the log. */
const SILENT_LOG = { debug() {}, info() {}, warn() {}, error() {} };
const PATH = "/repos/{owner}/{repo}/statuses/{sha}";

/**
 * Publishes a status of the run's commit. This file is a bundle of its own, loaded only if a commit status is wanted.
 * @throws Error if the environment has no repository or commit.
 */
export async function publish(
  token: string,
  status: CommitStatus,
  signal: AbortSignal,
): Promise<PublishReply> {
  const { repo, serverUrl, runId } = context;
  const sha = commit();
  const path = `/repos/${repo.owner}/${repo.repo}/statuses/${sha}`;
  try {
    const response = await getOctokit(token, { log: SILENT_LOG }).request(`POST ${PATH}`, {
      ...repo,
      sha,
      ...status,
      target_url: `${serverUrl}/${repo.owner}/${repo.repo}/actions/runs/${runId}`,
      request: { signal, fetch },
    });
    const code: number = response.status; // not only the 201 that its type promises
    const line = `POST ${path}: ${code}`;
    const fault = code === 201 ? undefined : `unexpected status ${code}`;
    return { line, fault, refusedWith: undefined };
  } catch (error) {
    const refusal = statusOf(error);
    const fault = error instanceof Error ? error.message : String(error);
    return {
      line: `POST ${path}: ${refusal ?? "no reply"}`,
      fault: refusal === undefined ? fault : `${refusal} ${fault}`,
      refusedWith: refusal,
    };
  }
}

/** The head of the pull request, if there is one: a status on the merge commit of its runs is not visible. */
function commit(): string {
  const head = context.payload.pull_request?.["head"] as { sha?: unknown } | undefined;
  const sha = typeof head?.sha === "string" ? head.sha : context.sha;
  if (/^[0-9a-f]{40,64}$/.test(sha)) return sha;
  throw new Error("neither the event nor GITHUB_SHA has a commit");
}

/** The HTTP status of GitHub's reply; undefined if there was none. */
function statusOf(error: unknown): number | undefined {
  const hasResponse = error instanceof Error && "response" in error && error.response !== undefined;
  return hasResponse && "status" in error && typeof error.status === "number"
    ? error.status
    : undefined;
}
