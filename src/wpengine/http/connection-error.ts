import { codeOf, messageOf } from "../../util/error-text.ts";

/** Why a request got no answer. */
export interface Fault {
  readonly fault: string;
  /** Whether no later request can succeed, whatever the network does. */
  readonly hopeless: boolean;
  /** Whether the request surely did not reach the server. */
  readonly unsent: boolean;
  /** Whether the dates of a certificate are the fault: it has expired, or is not valid yet. */
  readonly isDate?: boolean;
}

/**
 * Codes of a certificate that fails its check.
 * @see https://nodejs.org/api/tls.html#x509-certificate-error-codes
 */
const UNTRUSTED =
  /^(CERT_|CRL_|ERR_TLS_CERT_|ERROR_IN_C|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|INVALID_CA$|INVALID_PURPOSE$|PATH_LENGTH_EXCEEDED$|HOSTNAME_MISMATCH$|UNSPECIFIED$)/;
const WRONG_DATE = /_(NOT_YET_VALID|HAS_EXPIRED)$/;
/** Codes of a server that does not listen, or whose name does not resolve. */
const UNREACHABLE = /^(ECONNREFUSED$|ENOTFOUND$|EAI_)/;
/** The error of the tunnel package when the proxy refuses the tunnel; its code says nothing. */
const NO_TUNNEL = /^tunneling socket could not be established/;

/** @param isUnproven whether the connection is a TLS one whose handshake had not ended. */
export function faultOf(error: unknown, isUnproven: boolean): Fault {
  const code = codeOf(error);
  const words = messageOf(error);
  if (UNTRUSTED.test(code)) {
    const fault = `the server's certificate is not trusted (${code}: ${words})`;
    const isDate = WRONG_DATE.test(code) ? { isDate: true } : {};
    return { fault, hopeless: true, unsent: true, ...isDate };
  }
  const unsent = isUnproven || UNREACHABLE.test(code) || NO_TUNNEL.test(words);
  return { fault: `no answer (${words})`, hopeless: false, unsent };
}
