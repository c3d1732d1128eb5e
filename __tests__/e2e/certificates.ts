import { mkdtemp, writeFile } from "node:fs/promises";
import { isIP } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { generate, type SelfsignedOptions } from "selfsigned";

export interface Certificate {
  readonly key: string;
  readonly cert: string;
}

const DAY_MS = 86_400_000;

const AUTHORITY = {
  keyType: "ec",
  algorithm: "sha256",
  extensions: [
    { name: "basicConstraints", cA: true, critical: true },
    { name: "keyUsage", keyCertSign: true, cRLSign: true, critical: true },
  ],
} satisfies SelfsignedOptions;

const ca = await generate([{ name: "commonName", value: "Backup Gate test CA" }], AUTHORITY);

/** A file with the authority that signs these certificates, for `NODE_EXTRA_CA_CERTS`. */
export const AUTHORITY_FILE = join(await mkdtemp(join(tmpdir(), "backup-gate-ca-")), "ca.pem");
await writeFile(AUTHORITY_FILE, ca.cert);

const between = await generate([{ name: "commonName", value: "Backup Gate test intermediate" }], {
  ...AUTHORITY,
  ca: { key: ca.private, cert: ca.cert },
});

/** An authority that the one above has signed: servers have to send this along, and often do not. */
export const INTERMEDIATE: string = between.cert;

export interface Oddities {
  readonly selfSigned?: boolean;
  readonly expired?: boolean;
  readonly notYetValid?: boolean;
  /** Signed by the intermediate, which is not sent along. */
  readonly incomplete?: boolean;
}

/**
 * A server's certificate.
 * @param host the name or the IP address that it is for.
 */
export async function issue(host: string, oddities: Oddities = {}): Promise<Certificate> {
  const { selfSigned, expired, notYetValid, incomplete } = oddities;
  const startsInDays = expired ? -10 : notYetValid ? 1 : -1;
  const startsAt = Date.now() + startsInDays * DAY_MS;
  const name =
    isIP(host) !== 0 ? ({ type: 7, ip: host } as const) : ({ type: 2, value: host } as const);
  const signer = incomplete ? between : ca;
  const pems = await generate([{ name: "commonName", value: host }], {
    keyType: "ec",
    algorithm: "sha256",
    notBeforeDate: new Date(startsAt),
    notAfterDate: new Date(startsAt + 5 * DAY_MS),
    extensions: [
      { name: "basicConstraints", cA: false },
      { name: "subjectAltName", altNames: [name] },
    ],
    ...(selfSigned ? {} : { ca: { key: signer.private, cert: signer.cert } }),
  });
  return { key: pems.private, cert: pems.cert };
}
