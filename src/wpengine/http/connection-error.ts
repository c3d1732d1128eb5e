import { codeOf, messageOf } from "../../util/error-text.ts";

/** Why a request has got no answer. */
export interface Fault {
  readonly fault: string;
  /** Asking again cannot help, whatever the network does. */
  readonly hopeless: boolean;
  /** The request has surely not reached the server. */
  readonly unsent: boolean;
}

/**
 * Codes of a certificate that fails its check.
 * @see https://nodejs.org/api/tls.html#x509-certificate-error-codes
 */
const UNTRUSTED =
  /^(CERT_|CRL_|ERR_TLS_CERT_|ERROR_IN_C|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|INVALID_CA$|INVALID_PURPOSE$|PATH_LENGTH_EXCEEDED$|HOSTNAME_MISMATCH$|UNSPECIFIED$)/;
/** Codes of a server that is not there: not listening, or of a name that leads nowhere. */
const NOBODY_THERE = /^(ECONNREFUSED$|ENOTFOUND$|EAI_)/;

/** What the tunnel says, with a code of its own, where the proxy has not let it through. */
const NO_TUNNEL = /^tunneling socket could not be established/;

/** @param isUnproven whether the connection is one of TLS whose handshake had not come to its end. */
export function faultOf(error: unknown, isUnproven: boolean): Fault {
  const code = codeOf(error);
  const words = messageOf(error);
  if (UNTRUSTED.test(code)) {
    const fault = `the server's certificate is not trusted (${code}: ${words})`;
    return { fault, hopeless: true, unsent: true };
  }
  const unsent = isUnproven || NOBODY_THERE.test(code) || NO_TUNNEL.test(words);
  return { fault: `no answer (${words})`, hopeless: false, unsent };
}
