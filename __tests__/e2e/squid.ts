import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { type Server, startServer } from "./program.ts";

/** Names that lead to this machine only through the proxy: the HTTP client never sends a loopback host through one. */
export const API_HOST = "api.backup-gate.test";
export const GITHUB_HOST = "api.github.test";
/** The proxy denies this host. */
export const FORBIDDEN_HOST = "forbidden.backup-gate.test";

export const PROXY_USER = "deploy";
/** Must be encoded in a URL. */
export const PROXY_PASSWORD = "tunnel:P@ss/w0rd%?";

/** The checker of passwords that comes with squid, where the distributions put it. */
const CHECKER = [
  "/usr/lib/squid/basic_ncsa_auth",
  "/usr/lib64/squid/basic_ncsa_auth",
  "/usr/libexec/squid/basic_ncsa_auth",
].find((path) => existsSync(path));

export interface Squid extends Server {
  /** Ready to be an `https_proxy`. */
  url(password?: string): string;
  /** Each CONNECT for a port: how it was answered, where it was to lead, and whose it was (`-`: nobody's). */
  tunnels(to: number): Promise<readonly string[]>;
}

/** A proxy with a password. */
export async function startSquid(): Promise<Squid> {
  const server = await startServer({
    program: "squid",
    args: (folder) => ["-N", "-f", `${folder}/squid.conf`],
    files: (folder, port) => ({
      "squid.conf": configuration(folder, port),
      hosts: `127.0.0.1 ${API_HOST} ${GITHUB_HOST} ${FORBIDDEN_HOST}\n`,
      passwords: `${PROXY_USER}:${createHash("md5").update(PROXY_PASSWORD).digest("hex")}\n`,
    }),
  });
  return {
    ...server,
    url: (password = PROXY_PASSWORD) =>
      `http://${PROXY_USER}:${encodeURIComponent(password)}@127.0.0.1:${server.port}`,
    async tunnels(to) {
      const lines = (await server.read("access.log")).trim().split("\n");
      return lines.filter((line) => line.includes(`:${to} `));
    },
  };
}

/** @see https://www.squid-cache.org/Doc/config/ */
const configuration = (folder: string, port: number): string => `
http_port 127.0.0.1:${port}
hosts_file ${folder}/hosts
dns_nameservers 127.0.0.1
pid_filename none
coredump_dir ${folder}
cache deny all
cache_mem 0
pinger_enable off
cache_log ${folder}/cache.log
logformat gate %>Hs %rm %ru %un
access_log stdio:${folder}/access.log gate
buffered_logs off
# Else it makes room for as many as the machine would let it have, which can be a billion.
max_filedescriptors 1024
shutdown_lifetime 0 seconds
auth_param basic program ${CHECKER ?? "basic_ncsa_auth"} ${folder}/passwords
auth_param basic children 1 startup=1
acl known proxy_auth REQUIRED
acl forbidden dstdomain ${FORBIDDEN_HOST}
http_access deny forbidden
http_access allow known
http_access deny all
`;
