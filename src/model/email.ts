import { invisibleIn } from "../util/invisible.ts";

/** The longest address that mail servers accept. @see RFC 3696, erratum 1690 */
const LONGEST_CHARS = 254;

const ADDRESS = /^[^ @<>()[\]\\,;:"]+@[^ @<>()\\,;:".]+(\.[^ @<>()\\,;:".]+)+$/u;

/** Whether WP Engine can email this address. */
export function isEmailAddress(text: string): boolean {
  return text.length <= LONGEST_CHARS && invisibleIn(text) === undefined && ADDRESS.test(text);
}
