import type { OutgoingHttpHeaders, RequestOptions } from "node:http";
import { HttpClient } from "@actions/http-client";
import { proxyFor } from "../../util/proxy.ts";
import { readBody } from "../../util/read-body.ts";
import { agentFor } from "../../util/tunnel.ts";
import { environment } from "./environment.ts";

/** The options that octokit passes to `fetch`. */
interface Request {
  readonly method: string;
  readonly headers: OutgoingHttpHeaders;
  readonly body: string;
  readonly signal: AbortSignal;
}

/**
 * `fetch` for octokit, through the HTTP client and the runner's proxies. The toolkit's own `fetch` would add undici to the
 * bundle, which is more code than all the rest. Follows no redirect, because that could send the token to another server.
 * @throws Error if the environment has an unusable proxy.
 */
export async function fetch(url: string, request: Request): Promise<Response> {
  const { method, headers, body, signal } = request;
  const proxy = proxyFor(url, environment);
  if (proxy !== undefined && "fault" in proxy) throw new Error(`${proxy.variable} ${proxy.fault}`);
  const agent = agentFor(url.startsWith("https:"), proxy, signal);
  const abortable = {
    prepareRequest: (options: RequestOptions) => void Object.assign(options, { signal, agent }),
    canHandleAuthentication: () => false,
    handleAuthentication: () => Promise.reject(new Error("not supported")),
  };
  const client = new HttpClient(undefined, [abortable], {
    allowRedirects: false,
    allowRetries: false,
  });
  const { message } = await client.request(method, url, body, headers);
  const read = await readBody(message);
  // The constructor rejects even an empty body for a status that has none.
  return new Response(read.kind === "text" && read.text !== "" ? read.text : null, {
    status: message.statusCode ?? 0,
    headers: { "content-type": message.headers["content-type"] ?? "" },
  });
}
