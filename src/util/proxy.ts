/** An HTTP proxy that leads to a server. */
export interface ProxyServer {
  /** Whether TLS is spoken with the proxy itself. */
  readonly isSecure: boolean;
  /** An IPv6 address has no brackets. */
  readonly host: string;
  readonly port: number;
  /** User and password, decoded, with a colon between them; undefined if there are none. */
  readonly credentials: string | undefined;
}

/** A variable that does not name a usable proxy. */
export interface BadProxy {
  readonly variable: string;
  /**
   * What is wrong with it and what to do: the rest of a sentence, and another one. It has no part of the value, because each
   * may be a password.
   */
  readonly fault: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The proxy that the environment names for a URL, in the variables that other actions read too.
 * @returns undefined if it names none.
 */
export function proxyFor(address: string, env: Environment): ProxyServer | BadProxy | undefined {
  const url = new URL(address);
  const name = `${url.protocol.slice(0, -1)}_proxy`;
  const names = [name, name.toUpperCase(), "all_proxy", "ALL_PROXY"];
  const variable = names.find((spelling) => env[spelling]?.trim());
  if (variable === undefined || isBypassed(url, env)) return undefined;
  const proxy = parseProxy(env[variable]?.trim() ?? "");
  return typeof proxy === "string" ? { variable, fault: proxy } : proxy;
}

/** Hosts that are never reached through a proxy. */
const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/;

/** Whether `no_proxy` exempts a URL: by its host or a domain of it, with or without the port, or by `*`. */
function isBypassed({ hostname, port, protocol }: URL, env: Environment): boolean {
  if (LOOPBACK.test(hostname)) return true;
  const withPort = `${hostname}:${port || (protocol === "http:" ? 80 : 443)}`;
  const exempt = env["no_proxy"]?.trim() || env["NO_PROXY"] || "";
  return exempt.split(",").some((text) => {
    const item = text.trim().toLowerCase();
    if (item === "" || item === "*") return item === "*";
    const domain = item.replace(/^\*?\.?/, ".");
    return [hostname, withoutBrackets(hostname), withPort].some(
      (host) => host === item || host.endsWith(domain),
    );
  });
}

/** An authority, and a path, which is ignored. */
const FORM = /^(?:(.*)@)?(\[[\da-f:.]+\]|[^\s:/?#@[\]\\]+)(?::(\d+))?(?:[/?#].*)?$/is;

/** @returns a string if the text does not name a proxy: what is wrong with it. */
function parseProxy(text: string): ProxyServer | string {
  if (/^["'`“”‘’]|["'`“”‘’]$/.test(text)) {
    return "has quotation marks around its value. Remove them";
  }
  if (/^(?!https?:)[a-z][\w+.-]*:\/\//i.test(text)) {
    return "is not an http:// or https:// address. Other kinds of proxy are not supported";
  }
  const isSecure = /^https:/i.test(text);
  const rest = text.replace(/^(https?:)?\/\//i, "");
  const [, userinfo = "", host = "", digits] = FORM.exec(rest) ?? [];
  if (/[/?#]/.test(userinfo)) {
    return "has a slash, ? or # in its user or password. Encode them as %2F, %3F and %23";
  }
  const port = Number(digits || (isSecure ? 443 : 80));
  const hostname = URL.canParse(`http://${host}`) ? new URL(`http://${host}`).hostname : "";
  const isHost = /^([a-z\d._-]+|\[.+\])$/.test(hostname) && !/\p{Cc}/u.test(text);
  if (!isHost || port < 1 || port > 65_535) {
    return "is not the address of a proxy. Use a value such as http://proxy.example.com:3128";
  }
  const credentials = userinfo === "" ? undefined : credentialsOf(userinfo);
  return { isSecure, host: withoutBrackets(hostname), port, credentials };
}

/** Decodes a user and a password. A `%` that encodes nothing is kept, as curl does. */
function credentialsOf(userinfo: string): string {
  const decode = (text: string): string =>
    text.replace(/(?:%[\da-f]{2})+/gi, (encoded) => {
      try {
        return decodeURIComponent(encoded);
      } catch {
        return encoded;
      }
    });
  const [user = "", ...password] = userinfo.split(":");
  return `${decode(user)}:${decode(password.join(":"))}`;
}

/** The host of a URL without the brackets of an IPv6 address. */
export function withoutBrackets(host: string): string {
  return host.replace(/[[\]]/g, "");
}
