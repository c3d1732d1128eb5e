import { describe, expect, test } from "vitest";
import { TunnelError } from "../../../../src/util/tunnel.ts";
import { faultOf } from "../../../../src/wpengine/http/connection-error.ts";

const failure = (code: string, words = "words"): Error => Object.assign(new Error(words), { code });

const KINDS: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: "certificate-date",
  CERT_NOT_YET_VALID: "certificate-date",
  ERR_TLS_CERT_ALTNAME_INVALID: "certificate-name",
  HOSTNAME_MISMATCH: "certificate-name",
};

describe("a certificate that is not trusted is hopeless, and nothing was sent", () => {
  // https://nodejs.org/api/tls.html#x509-certificate-error-codes
  test.each([
    "CERT_CHAIN_TOO_LONG",
    "CERT_HAS_EXPIRED",
    "CERT_NOT_YET_VALID",
    "CERT_REJECTED",
    "CERT_REVOKED",
    "CERT_SIGNATURE_FAILURE",
    "CERT_UNTRUSTED",
    "CRL_HAS_EXPIRED",
    "CRL_NOT_YET_VALID",
    "CRL_SIGNATURE_FAILURE",
    "DEPTH_ZERO_SELF_SIGNED_CERT",
    "ERROR_IN_CERT_NOT_AFTER_FIELD",
    "ERROR_IN_CERT_NOT_BEFORE_FIELD",
    "ERROR_IN_CRL_LAST_UPDATE_FIELD",
    "ERROR_IN_CRL_NEXT_UPDATE_FIELD",
    "ERR_TLS_CERT_ALTNAME_FORMAT",
    "ERR_TLS_CERT_ALTNAME_INVALID",
    "HOSTNAME_MISMATCH",
    "INVALID_CA",
    "INVALID_PURPOSE",
    "PATH_LENGTH_EXCEEDED",
    "SELF_SIGNED_CERT_IN_CHAIN",
    "UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY",
    "UNABLE_TO_DECRYPT_CERT_SIGNATURE",
    "UNABLE_TO_DECRYPT_CRL_SIGNATURE",
    "UNABLE_TO_GET_CRL",
    "UNABLE_TO_GET_ISSUER_CERT",
    "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
    "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
    "UNSPECIFIED",
  ])("%s", (code) => {
    expect(faultOf(failure(code), false)).toEqual({
      fault: `the server's certificate is not trusted (${code}: words)`,
      untrusted: KINDS[code] ?? "certificate",
      unsent: true,
    });
  });
});

test.each(["CERT_HAS_EXPIRED_TOO", "ERR_TLS_CERT_HAS_EXPIRED", "ERR_TLS_CERT_ALTNAME_INVALID_TOO"])(
  "the dates or the name are the fault only where the code is of that: %s",
  (code) => expect(faultOf(failure(code), false)).toMatchObject({ untrusted: "certificate" }),
);

describe("a server that is not there got nothing, and may be back", () => {
  test.each(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EAI_FAIL", "EAI_NONAME"])("%s", (code) => {
    expect(faultOf(failure(code), false)).toEqual({
      fault: "no reply (words)",
      unsent: true,
    });
  });
});

describe("any other error may have occurred after the request was sent, and is retryable", () => {
  test.each([
    "",
    "ECONNRESET",
    "EHOSTUNREACH",
    "EPIPE",
    "EPROTO",
    "ETIMEDOUT",
    "ERR_SSL_CERT_LENGTH_MISMATCH", // of the handshake, not of the certificate
    "HPE_INVALID_CONSTANT",
  ])("%s", (code) => {
    expect(faultOf(failure(code), false)).toEqual({
      fault: "no reply (words)",
      unsent: false,
    });
  });

  test.each([
    "HOSTNAME_MISMATCH",
    "INVALID_CA",
    "INVALID_PURPOSE",
    "PATH_LENGTH_EXCEEDED",
    "UNSPECIFIED",
    "ECONNREFUSED",
    "ENOTFOUND",
  ])("a code that only begins or ends like %s", (code) => {
    for (const other of [`${code}_TOO`, `NOT_${code}`]) {
      expect(faultOf(failure(other), false)).toEqual({ fault: "no reply (words)", unsent: false });
    }
  });
});

describe("a proxy that lets nothing through", () => {
  const unreachable = (code: string): Error =>
    new TunnelError("the proxy did not answer: words", { cause: failure(code) });

  test.each(["ECONNRESET", "ECONNREFUSED", ""])("got nothing for the server: %s", (code) => {
    expect(faultOf(unreachable(code), false)).toEqual({
      fault: "no reply (the proxy did not answer: words)",
      unsent: true,
    });
  });

  test("by a refusal, either", () => {
    expect(faultOf(new TunnelError("the proxy refused", {}), false)).toEqual({
      fault: "no reply (the proxy refused)",
      unsent: true,
    });
  });

  test.each([
    ["SELF_SIGNED_CERT_IN_CHAIN", "certificate"],
    ["CERT_HAS_EXPIRED", "certificate-date"],
    ["ERR_TLS_CERT_ALTNAME_INVALID", "certificate-name"],
  ])("because its own certificate is not trusted is hopeless: %s", (code, untrusted) => {
    expect(faultOf(unreachable(code), false)).toEqual({
      fault: `the proxy's certificate is not trusted (${code}: words)`,
      untrusted,
      unsent: true,
    });
  });
});

test("before the end of the handshake nothing was sent, for any error", () => {
  expect(faultOf(failure("ECONNRESET"), true)).toMatchObject({ unsent: true });
});
