import { proxyFor, type ProxyServer } from "../util/proxy.ts";
import { InputError } from "./errors.ts";

/**
 * The proxy that leads to the API.
 * @returns undefined if the environment names none.
 * @throws InputError if a variable names one that cannot be used: no request may go around it.
 */
export function readProxy(
  apiUrl: string,
  env: Readonly<Record<string, string | undefined>>,
): ProxyServer | undefined {
  const proxy = proxyFor(apiUrl, env);
  if (proxy !== undefined && "fault" in proxy) throw new InputError(proxy.variable, proxy.fault);
  return proxy;
}
