import { codeOf, messageOf } from "../../util/error-text.ts";
import { TunnelError } from "../../util/tunnel.ts";

/** The certificate is for other dates than the runner's clock shows, for another name, or not trusted for any other reason. */
export type Untrusted = "certificate-date" | "certificate-name" | "certificate";

/** Why a request got no reply. */
export interface Fault {
  readonly fault: string;
  /** What is wrong with a certificate that is not trusted: then no later request can succeed. */
  readonly untrusted?: Untrusted | undefined;
  /** Whether the request surely did not reach the server. */
  readonly unsent: boolean;
}

/**
 * Codes of a certificate that fails its check.
 * @see https://nodejs.org/api/tls.html#x509-certificate-error-codes
 */
const UNTRUSTED =
  /^(CERT_|CRL_|ERR_TLS_CERT_|ERROR_IN_C|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|INVALID_CA$|INVALID_PURPOSE$|PATH_LENGTH_EXCEEDED$|HOSTNAME_MISMATCH$|UNSPECIFIED$)/;
const OUT_OF_DATE = /^CERT_(HAS_EXPIRED|NOT_YET_VALID)$/;
const OTHER_NAME = /^(ERR_TLS_CERT_ALTNAME_INVALID|HOSTNAME_MISMATCH)$/;
/** Codes of a server that does not listen, or whose name does not resolve. */
const UNREACHABLE = /^(ECONNREFUSED$|ENOTFOUND$|EAI_)/;

/** @param isUnproven whether the connection is a TLS one whose handshake had not ended. */
export function faultOf(error: unknown, isUnproven: boolean): Fault {
  const isProxy = error instanceof TunnelError;
  const cause = isProxy ? error.cause : error;
  const code = codeOf(cause);
  if (UNTRUSTED.test(code)) {
    const whose = isProxy ? "proxy" : "server";
    const fault = `the ${whose}'s certificate is not trusted (${code}: ${messageOf(cause)})`;
    return { fault, untrusted: untrustedBy(code), unsent: true };
  }
  const unsent = isUnproven || isProxy || UNREACHABLE.test(code);
  return { fault: `no reply (${messageOf(error)})`, unsent };
}

function untrustedBy(code: string): Untrusted {
  if (OUT_OF_DATE.test(code)) return "certificate-date";
  return OTHER_NAME.test(code) ? "certificate-name" : "certificate";
}
