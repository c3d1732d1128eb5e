import { type Redact, sanitize } from "../util/sanitize.ts";

/** What the body of a refusal says. */
export interface ErrorBody {
  /**
   * Its messages (of a web page, the title), safe to print. Where they echo the `Authorization` header, only the words before
   * it: it may hold the credentials, or a hash of them.
   */
  readonly reasons: readonly string[];
  /** Whether it is a web page or XML: the API sends JSON. */
  readonly isWebPage: boolean;
  /** Whether these are the words of AWS API Gateway for a path that it does not know. */
  readonly isUnknownPath: boolean;
}

/** What comes before the body of a refusal. */
interface ErrorHead {
  readonly contentType: string;
  /** The status and its phrase: a body that repeats them gives no reason. */
  readonly statusLine: string;
}

/** @see WP Engine's API description, `BadRequestErrorResponse`; RFC 9457 §3.1; RFC 6749 §5.2 */
const KEYS =
  "message error title detail details reason error_description faultstring errors documentation_url".split(
    " ",
  );
const UNKNOWN_PATH =
  /missing authentication token|authorization header requires|key=value pair( \(missing equal-sign\))?/i;

export function parseErrorBody(
  text: string,
  { contentType, statusLine }: ErrorHead,
  redact: Redact,
): ErrorBody {
  const value = parseJson(text);
  const isHtml = /html/i.test(contentType) && typeof value !== "object";
  const isWebPage = isHtml || /^\s*</.test(text);
  const isNews = (reason: string): boolean =>
    reason !== "" && !` ${statusLine} `.toLowerCase().includes(` ${reason} `.toLowerCase());
  const found = reasonsIn(isWebPage ? titleOf(text.trim()) : value, isNews).slice(0, 10);
  return {
    reasons: found.map((reason) => sanitize(redact(UNKNOWN_PATH.exec(reason)?.[0] ?? reason))),
    isWebPage,
    isUnknownPath: found.some((reason) => UNKNOWN_PATH.test(reason)),
  };
}

/** @returns the text itself if it is not JSON; undefined if it is broken JSON, whose escapes may hide a credential. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return /^\s*[[{]/.test(text) ? undefined : text;
  }
}

/** The title, the heading, the message in XML, or a text that is only labeled as a page. */
function titleOf(page: string): string | undefined {
  const texts = page.slice(0, 9_999).matchAll(/(?:^(?!<)|<(?:title|h1|message)[^>]*>)([^<]*)/gi);
  return [...texts].map(([, text = ""]) => text.trim()).find(Boolean);
}

/** The texts under `KEYS`, else all texts with their names. A text that repeats the status is left out. */
function reasonsIn(value: unknown, isNews: (text: string) => boolean, depth = 0): string[] {
  if (typeof value === "string") return [value.trim()].filter(isNews);
  if (typeof value !== "object" || value === null || depth > 5) return [];
  const fields = Object.entries(value)
    .slice(0, 99)
    .map(([name, field]) => ({ name, reasons: reasonsIn(field, isNews, depth + 1) }));
  const of = (key: string): string[] =>
    fields.flatMap(({ name, reasons }) => (name.toLowerCase() === key ? reasons : []));
  const known = KEYS.flatMap(of);
  const place = [...of("resource"), ...of("field")].join(".");
  if (known.length > 0) return place ? [`${place}: ${known.join("; ")}`] : known;
  return fields.flatMap(({ name, reasons }) =>
    Array.isArray(value) ? reasons : reasons.map((reason) => `${name}: ${reason}`),
  );
}
