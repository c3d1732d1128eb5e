import type { OutgoingHttpHeaders, RequestOptions } from "node:http";
import { HttpClient } from "@actions/http-client";
import { readBody } from "../../util/read-body.ts";

/** What octokit asks of a `fetch`. */
interface Request {
  readonly method: string;
  readonly headers: OutgoingHttpHeaders;
  readonly body: string;
  readonly signal: AbortSignal;
}

/**
 * `fetch` as octokit calls it, by the HTTP client that knows the runner's proxies: what the toolkit has for that would
 * ship undici, which is more to read and to load than all the rest. No redirect is followed, for it would take the token
 * elsewhere.
 */
export async function fetch(url: string, request: Request): Promise<Response> {
  const { method, headers, body, signal } = request;
  const cutShort = {
    prepareRequest: (options: RequestOptions) => void (options.signal = signal),
    canHandleAuthentication: () => false,
    handleAuthentication: () => Promise.reject(new Error("never asked to")),
  };
  const client = new HttpClient(undefined, [cutShort], {
    allowRedirects: false,
    allowRetries: false,
  });
  const { message } = await client.request(method, url, body, headers);
  const answer = await readBody(message);
  // Statuses that go without a body refuse an empty one, too.
  return new Response(answer.kind === "text" && answer.text !== "" ? answer.text : null, {
    status: message.statusCode ?? 0,
    headers: { "content-type": message.headers["content-type"] ?? "" },
  });
}
