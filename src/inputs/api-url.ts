import { isIPv4 } from "node:net";
import { invisibleIn } from "../util/invisible.ts";

/**
 * The API's address, without a slash at its end: https, or http to a loopback host, because Basic credentials can be read
 * on the wire.
 * @returns undefined if the text is no such address, or contains a user, a query or a fragment.
 */
export function parseApiUrl(text: string): string | undefined {
  // URL.parse would do both, but Node has it only since 22.1.
  // With an empty host, which an unset variable leaves, URL would take the path for it.
  if (!/^https?:\/\/(?![/.])[^\s\\?#@"<>^`{|}]+$/i.test(text) || !URL.canParse(text))
    return undefined;
  if (invisibleIn(text)) return undefined; // URL would drop it from a host, and encode it in a path
  const url = new URL(text);
  if (url.protocol !== "https:" && !isLoopback(url.hostname)) return undefined;
  return url.href.replace(/\/+$/, "");
}

/** A text that is no valid address, without the parts that may contain a password or a token. */
export function withoutSecretParts(text: string): string {
  return text.replace(/^.*@/s, "***@").replace(/[?#].*$/s, "?***");
}

/** The HTTP client sends nothing to these hosts through a proxy. */
function isLoopback(hostname: string): boolean {
  if (hostname === "localhost" || hostname === "[::1]") return true;
  return isIPv4(hostname) && hostname.startsWith("127.");
}
