import { proxyFor, type ProxyServer } from "../util/proxy.ts";
import { InputError } from "./errors.ts";

/**
 * The proxy that leads to the API.
 * @returns undefined if the environment wants none.
 * @throws InputError if a variable names one that cannot be used: the API must not be asked past it.
 */
export function readProxy(
  apiUrl: string,
  env: Readonly<Record<string, string | undefined>>,
): ProxyServer | undefined {
  const proxy = proxyFor(apiUrl, env);
  if (proxy !== undefined && "fault" in proxy) throw new InputError(proxy.variable, proxy.fault);
  return proxy;
}
