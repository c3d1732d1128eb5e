import { brotliCompressSync, constants, deflateRawSync, deflateSync, gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { readBody } from "../../../src/util/read-body.ts";

const message = (
  chunks: readonly Buffer[],
  complete: boolean,
  encoding?: string,
): Parameters<typeof readBody>[0] => ({
  headers: { "content-encoding": encoding },
  complete,
  async *[Symbol.asyncIterator]() {
    await Promise.resolve();
    yield* chunks;
  },
});

const MIB = 1024 * 1024;
const TOO_LONG = { kind: "unreadable", fault: "the body is over 1 MiB" };
const read = (body: Buffer, encoding?: string): ReturnType<typeof readBody> =>
  readBody(message([body], true, encoding));

test("a body is read whole, even if a chunk ends within a character", async () => {
  const bytes = Buffer.from("für alle");
  const chunks = [bytes.subarray(0, 2), bytes.subarray(2)];
  expect(await readBody(message(chunks, true))).toEqual({ kind: "text", text: "für alle" });
});

// Node throws at the end of such a body. Were it to end quietly, half an answer must not be read as a whole one.
test("a body that ends before it is complete was cut off, though nothing is thrown", async () => {
  expect(await readBody(message([Buffer.from("{}")], false))).toEqual({
    kind: "unreadable",
    fault: "the body was cut off",
  });
});

test("a body that breaks off was cut off", async () => {
  const broken = {
    ...message([], false),
    async *[Symbol.asyncIterator]() {
      yield await Promise.resolve(Buffer.from("{"));
      throw new Error("aborted");
    },
  };
  expect(await readBody(broken)).toEqual({
    kind: "unreadable",
    fault: "the body was cut off (aborted)",
  });
});

test("a body of 1 MiB is read, one byte more is not", async () => {
  const bodyOf = (bytes: number): ReturnType<typeof readBody> =>
    readBody(message([Buffer.alloc(bytes - 1, "x"), Buffer.from("x")], true));
  expect(await bodyOf(MIB)).toMatchObject({ kind: "text" });
  expect(await bodyOf(MIB + 1)).toEqual(TOO_LONG);
});

test.each([
  ["a byte that is not UTF-8", "ff", "\ufffd"],
  ["Latin-1", "66fc72", "f\ufffdr"],
  ["a character that was cut", "66c3", "f\ufffd"],
  ["a byte order mark", "efbbbf7b7d", "{}"],
])("%s is replaced or left out, and the rest is read", async (_, hex, text) => {
  expect(await read(Buffer.from(hex, "hex"))).toEqual({ kind: "text", text });
});

describe("a body that is compressed", () => {
  const TEXT = '{"status":"completed","description":"für alle"}';
  const plain = Buffer.from(TEXT);

  test.each<[string, Buffer]>([
    ["gzip", gzipSync(plain)],
    ["GZip", gzipSync(plain)],
    ["x-gzip", gzipSync(plain)],
    ["deflate", deflateSync(plain)],
    ["deflate", deflateSync(plain, { level: 0 })],
    ["deflate", deflateRawSync(plain)],
    ["deflate", deflateRawSync(plain, { level: 0 })],
    ["br", brotliCompressSync(plain)],
    ["gzip, br", brotliCompressSync(gzipSync(plain))],
    ["br,gzip", gzipSync(brotliCompressSync(plain))],
    ["gzip, gzip", gzipSync(gzipSync(plain))],
    ["deflate ,\tidentity, utf-8", deflateSync(plain)],
    ["gzip", Buffer.concat([gzipSync(plain.subarray(0, 9)), gzipSync(plain.subarray(9))])],
  ])("by %s is read", async (encoding, body) => {
    expect(await read(body, encoding)).toEqual({ kind: "text", text: TEXT });
  });

  test.each([
    undefined,
    "",
    "identity",
    "Identity",
    "UTF-8",
    "none",
    "constructor",
    "gzipped",
    "x-br",
    "gzip", // a proxy decompressed it, and kept the header
    "x-gzip, gzip",
  ])("by no encoding, although the header says %s, is read unchanged", async (encoding) => {
    expect(await read(plain, encoding)).toEqual({ kind: "text", text: TEXT });
  });

  test.each(["gzip", "deflate", "br", "br, gzip"])("by %s but empty is empty", async (encoding) => {
    expect(await read(Buffer.alloc(0), encoding)).toEqual({ kind: "text", text: "" });
  });

  test.each<[string, Buffer]>([
    ["gzip", gzipSync(plain).subarray(0, -9)],
    ["gzip", gzipSync(plain).subarray(0, 1)],
    ["gzip", Buffer.concat([gzipSync(plain).subarray(0, 12), Buffer.alloc(40, 0xff)])],
    ["deflate", deflateSync(plain).subarray(0, -9)],
    ["deflate", deflateRawSync(plain).subarray(0, -9)],
    ["deflate", plain],
    ["br", brotliCompressSync(plain).subarray(0, -9)],
    ["br", plain],
    ["br, gzip", gzipSync(plain)],
  ])("by %s and broken is not", async (encoding, body) => {
    expect(await read(body, encoding)).toEqual({
      kind: "unreadable",
      fault: expect.stringMatching(/^the body cannot be decompressed \(.+\)$/) as string,
    });
  });

  const compress = {
    gzip: gzipSync,
    deflate: deflateSync,
    br: (body: Buffer) =>
      brotliCompressSync(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } }),
  };
  test.each(["gzip", "deflate", "br"] as const)("by %s may be 1 MiB long", async (encoding) => {
    const compressed = (bytes: number): Buffer => compress[encoding](Buffer.alloc(bytes, "x"));
    expect(await read(compressed(MIB), encoding)).toEqual({ kind: "text", text: "x".repeat(MIB) });
    expect(await read(compressed(MIB + 1), encoding)).toEqual(TOO_LONG);
  });

  test("uses no more memory than the limit, however large it is decompressed", async () => {
    const bomb = gzipSync(Buffer.alloc(256 * MIB));
    const before = process.memoryUsage().rss;
    expect(await read(bomb, "gzip")).toEqual(TOO_LONG);
    expect(await read(gzipSync(bomb), "gzip, gzip")).toEqual(TOO_LONG);
    expect(process.memoryUsage().rss - before).toBeLessThan(64 * MIB);
  });
});
