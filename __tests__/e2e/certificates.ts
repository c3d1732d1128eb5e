import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { generate } from "selfsigned";

export interface Certificate {
  readonly key: string;
  readonly cert: string;
}

const DAY_MS = 86_400_000;

const ca = await generate([{ name: "commonName", value: "Backup Gate test CA" }], {
  keyType: "ec",
  algorithm: "sha256",
  extensions: [
    { name: "basicConstraints", cA: true, critical: true },
    { name: "keyUsage", keyCertSign: true, cRLSign: true, critical: true },
  ],
});

/** A file with the authority that signs these certificates, for `NODE_EXTRA_CA_CERTS`. */
export const AUTHORITY_FILE = join(await mkdtemp(join(tmpdir(), "backup-gate-ca-")), "ca.pem");
await writeFile(AUTHORITY_FILE, ca.cert);

/**
 * A server's certificate.
 * @param host the name it stands for, or 127.0.0.1.
 */
export async function issue(
  host: string,
  { selfSigned = false, expired = false }: { selfSigned?: boolean; expired?: boolean } = {},
): Promise<Certificate> {
  const startsAt = Date.now() - (expired ? 10 : 1) * DAY_MS;
  const name =
    host === "127.0.0.1" ? ({ type: 7, ip: host } as const) : ({ type: 2, value: host } as const);
  const pems = await generate([{ name: "commonName", value: host }], {
    keyType: "ec",
    algorithm: "sha256",
    notBeforeDate: new Date(startsAt),
    notAfterDate: new Date(startsAt + 5 * DAY_MS),
    extensions: [
      { name: "basicConstraints", cA: false },
      { name: "subjectAltName", altNames: [name] },
    ],
    ...(selfSigned ? {} : { ca: { key: ca.private, cert: ca.cert } }),
  });
  return { key: pems.private, cert: pems.cert };
}
