import { codeOf, messageOf } from "./error-text.ts";

export type Body =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "unreadable"; readonly fault: string };

/** The parts of a `node:http` message that are needed to read its body. */
interface Message extends AsyncIterable<Buffer> {
  readonly headers: { readonly "content-encoding"?: string | undefined };
  /** Whether the whole body arrived. */
  readonly complete: boolean;
}

const MAX_BYTES = 1024 * 1024;

/**
 * Reads a body. The HTTP client's own `readBody` never settles if it is cut off. Bytes that are not UTF-8 are replaced: a
 * description, which decides nothing, may have some.
 */
export async function readBody(message: Message): Promise<Body> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of message) {
      bytes += chunk.length;
      if (bytes > MAX_BYTES) return unreadable("the body is over 1 MiB");
      chunks.push(chunk);
    }
  } catch (error) {
    return unreadable(`the body was cut off (${messageOf(error)})`);
  }
  if (!message.complete) return unreadable("the body was cut off");
  try {
    const body = decode(Buffer.concat(chunks), message.headers["content-encoding"] ?? "");
    return { kind: "text", text: new TextDecoder().decode(body) };
  } catch (error) {
    if (codeOf(error) === "ERR_BUFFER_TOO_LARGE") return unreadable("the body is over 1 MiB");
    return unreadable(`the body cannot be decompressed (${messageOf(error)})`);
  }
}

type Decoder = "gunzipSync" | "inflateSync" | "brotliDecompressSync";

const DECODERS = new Map<string, Decoder>([
  ["gzip", "gunzipSync"],
  ["x-gzip", "gunzipSync"],
  ["deflate", "inflateSync"],
  ["br", "brotliDecompressSync"],
]);

/**
 * Undoes the encodings of a body, the last one first. Any other word leaves it as it is: `identity`, or a charset that was
 * put into the wrong header.
 * @throws Error if the body is not encoded so, or is over 1 MiB after any of them.
 * @see RFC 9110 §8.4
 */
function decode(body: Buffer, encodings: string): Buffer {
  let decoded = body;
  for (const word of encodings.toLowerCase().split(",").reverse()) {
    const decoder = DECODERS.get(word.trim());
    if (decoder === undefined || decoded.length === 0) continue;
    // A proxy may have decompressed it, and kept the header: gzip begins with this byte.
    if (decoder === "gunzipSync" && decoded[0] !== 0x1f) continue;
    const zlib = loadZlib();
    // Some servers send "deflate" without the zlib header that it has to have.
    const isBare = decoder === "inflateSync" && decoded.readUInt8() % 16 !== 8;
    const decompress = zlib[isBare ? "inflateRawSync" : decoder];
    decoded = decompress(decoded, { maxOutputLength: MAX_BYTES });
  }
  return decoded;
}

/** Loads it late: it takes milliseconds, and nearly all servers send plain text, as they are asked to. */
function loadZlib(): typeof import("node:zlib") {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- an import() would add 1.3 kB to the bundle
  return require("node:zlib") as typeof import("node:zlib");
}

export function unreadable(fault: string): Body {
  return { kind: "unreadable", fault };
}
