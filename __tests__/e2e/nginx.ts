import type { Certificate } from "./certificates.ts";
import { type Server, startServer } from "./program.ts";

export interface NginxOptions {
  /** Where it passes requests on to: a port of this machine. */
  readonly upstream: number;
  readonly tls?: Certificate;
  /** Directives of its own, in nginx's words, for all servers and for this one. */
  readonly http?: string;
  readonly server?: string;
}

export interface Nginx extends Server {
  /** Ready to be an `api-url`. */
  readonly apiUrl: string;
  /** The status of each answer that it gave, its own and its upstream's. */
  statuses(): Promise<readonly number[]>;
}

/** nginx between a client and a server of this machine. */
export async function startNginx(options: NginxOptions): Promise<Nginx> {
  const { tls } = options;
  const server = await startServer({
    program: "nginx",
    args: (folder) => ["-p", folder, "-c", "nginx.conf", "-e", "error.log"],
    files: (_, port) => ({
      "nginx.conf": configuration(port, options),
      ...(tls && { "cert.pem": tls.cert, "key.pem": tls.key }),
    }),
  });
  return {
    ...server,
    apiUrl: `${tls ? "https" : "http"}://127.0.0.1:${server.port}/v1`,
    async statuses() {
      const lines = (await server.read("access.log")).split("\n");
      return lines.filter((line) => line !== "").map(Number);
    },
  };
}

/** @see https://nginx.org/en/docs/dirindex.html */
const configuration = (
  port: number,
  { upstream, tls, http = "", server = "" }: NginxOptions,
): string => `
daemon off;
master_process off;
pid nginx.pid;
events { worker_connections 256; }
http {
  log_format gate $status;
  access_log access.log gate;
  client_body_temp_path body;
  proxy_temp_path proxy;
  fastcgi_temp_path fastcgi;
  uwsgi_temp_path uwsgi;
  scgi_temp_path scgi;
  ${http}
  server {
    listen 127.0.0.1:${port}${tls ? " ssl" : ""};
    ${tls ? "ssl_certificate cert.pem; ssl_certificate_key key.pem;" : ""}
    ${server}
    location / { proxy_pass http://127.0.0.1:${upstream}; }
  }
}
`;
