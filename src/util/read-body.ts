import { messageOf } from "./error-text.ts";

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

/** Reads a body. The HTTP client's own `readBody` never settles if it is cut off. */
export async function readBody(message: Message): Promise<Body> {
  const encoding = message.headers["content-encoding"]?.toLowerCase() || "identity";
  if (encoding !== "identity") {
    return unreadable("the body is encoded, though identity was asked for");
  }
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of message) {
      bytes += chunk.length;
      if (bytes > MAX_BYTES) return unreadable("the body is over 1 MiB");
      chunks.push(chunk);
    }
    if (!message.complete) return unreadable("the body was cut off");
    const text = new TextDecoder("utf-8", { fatal: true }).decode(Buffer.concat(chunks));
    return { kind: "text", text };
  } catch (error) {
    return unreadable(
      message.complete ? "the body is not UTF-8" : `the body was cut off (${messageOf(error)})`,
    );
  }
}

export function unreadable(fault: string): Body {
  return { kind: "unreadable", fault };
}
