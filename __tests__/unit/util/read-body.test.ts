import { expect, test } from "vitest";
import { readBody } from "../../../src/util/read-body.ts";

const message = (chunks: readonly Buffer[], complete: boolean): Parameters<typeof readBody>[0] => ({
  headers: {},
  complete,
  async *[Symbol.asyncIterator]() {
    await Promise.resolve();
    yield* chunks;
  },
});

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

test("a body of 1 MiB is read, one byte more is not", async () => {
  const bodyOf = (bytes: number): ReturnType<typeof readBody> =>
    readBody(message([Buffer.alloc(bytes - 1, "x"), Buffer.from("x")], true));
  expect(await bodyOf(1024 * 1024)).toMatchObject({ kind: "text" });
  expect(await bodyOf(1024 * 1024 + 1)).toEqual({
    kind: "unreadable",
    fault: "the body is over 1 MiB",
  });
});
