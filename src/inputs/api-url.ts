import { isIPv4 } from "node:net";

/**
 * The API's address, without a slash at its end: https, or http within this machine alone, since Basic credentials can
 * be read on the wire.
 * @returns undefined where the text is no such address, or holds a user, a query or a fragment.
 */
export function parseApiUrl(text: string): string | undefined {
  // URL.parse would do both, but Node has it only since 22.1.
  if (!/^https?:\/\/[^\s\\?#@]+$/i.test(text) || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  if (url.protocol !== "https:" && !isLoopback(url.hostname)) return undefined;
  return url.href.replace(/\/+$/, "");
}

/** A text that was meant as an address, without what may be a password or a token in it. */
export function withoutSecretParts(text: string): string {
  return text.replace(/^.*@/s, "***@").replace(/[?#].*$/s, "?***");
}

/** The hosts that the HTTP client, too, never sends through a proxy. */
function isLoopback(hostname: string): boolean {
  if (hostname === "localhost" || hostname === "[::1]") return true;
  return isIPv4(hostname) && hostname.startsWith("127.");
}
