import { messageOf } from "../../src/util/error-text.ts";
import { formatDuration } from "../../src/util/duration.ts";

/** There is nothing to compare. The message says what happened and what to do. */
export class CheckError extends Error {}

/** The description of version 1.17.0 has 180 kB. */
const MAX_BYTES = 5_000_000;
const LATER = "Run the check again later.";
export const BY_HAND = "Open the address in a browser and compare by hand.";

/**
 * The text at an address.
 * @param timeoutMs limit for the whole exchange, with the body.
 * @throws CheckError unless the answer is 200 and at most 5 MB.
 */
export async function download(url: string, timeoutMs: number): Promise<string> {
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    const headers = { accept: "application/json" };
    const response = await fetch(url, { headers, signal, redirect: "error" });
    if (response.status === 200) return await readBody(response, url);
    await response.body?.cancel();
    const isBusy = response.status === 429 || response.status >= 500;
    const remedy = isBusy ? LATER : BY_HAND;
    throw new CheckError(`${url} answered ${response.status} instead of 200. ${remedy}`);
  } catch (error) {
    if (error instanceof CheckError) throw error;
    throw new CheckError(faultOf(error, url, signal.aborted ? timeoutMs : undefined));
  }
}

function faultOf(error: unknown, url: string, timeoutMs: number | undefined): string {
  if (timeoutMs !== undefined) {
    return `${url} did not answer in full within ${formatDuration(timeoutMs)}. ${LATER}`;
  }
  // fetch hides the reason in the cause, and gives this one to a redirect.
  const reason = messageOf(error instanceof Error ? (error.cause ?? error) : error);
  return reason === "unexpected redirect"
    ? `${url} redirects to another address, which the check does not follow. ${BY_HAND}`
    : `${url} did not answer in full (${reason}). ${LATER}`;
}

async function readBody({ body }: Response, url: string): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of (body ?? []) as AsyncIterable<Uint8Array>) {
    chunks.push(chunk);
    bytes += chunk.byteLength;
    if (bytes > MAX_BYTES) {
      throw new CheckError(`${url} answered with more than ${MAX_BYTES / 1e6} MB. ${BY_HAND}`);
    }
  }
  return Buffer.concat(chunks).toString("utf8");
}
