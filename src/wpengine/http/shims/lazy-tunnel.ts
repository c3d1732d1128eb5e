/**
 * Replaces the package tunnel in the bundle (`paths` in tsconfig.json). It loads the real one for the first tunnel, because
 * only a workflow behind a proxy needs it.
 */
type Tunnel = (options: object) => object;

const loaded = (): Readonly<Record<string, Tunnel>> =>
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- an import would be loaded at the start
  require("../../../../node_modules/tunnel/lib/tunnel.js") as Readonly<Record<string, Tunnel>>;

const through =
  (name: string): Tunnel =>
  (options) => {
    const tunnel = loaded()[name];
    if (tunnel === undefined) throw new Error(`no tunnel of the kind ${name}`);
    return tunnel(options);
  };

export const httpOverHttp = through("httpOverHttp");
export const httpOverHttps = through("httpOverHttps");
export const httpsOverHttp = through("httpsOverHttp");
export const httpsOverHttps = through("httpsOverHttps");
