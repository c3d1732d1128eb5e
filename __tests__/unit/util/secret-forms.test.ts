import { expect, test } from "vitest";
import { formsOf, withoutPadding } from "../../../src/util/secret-forms.ts";

test("a secret has the forms in which other texts quote it", () => {
  expect([...new Set(formsOf(`o'b+"c&<>\\ñ`))]).toEqual([
    `o'b+"c&<>\\ñ`,
    `o'b+\\"c&<>\\\\ñ`,
    `o'b+\\\\\\"c&<>\\\\\\\\ñ`,
    `o&#39;b+&quot;c&amp;&lt;&gt;\\ñ`,
    `o&#x27;b+&#34;c&amp;&lt;&gt;\\ñ`,
    `o&#039;b+&quot;c&amp;&lt;&gt;\\ñ`,
    `o&apos;b+&quot;c&amp;&lt;&gt;\\ñ`,
    `o'b+"c&amp;&lt;&gt;\\ñ`,
    Buffer.from(`o'b+"c&<>\\ñ`).toString("base64"),
    `o'b%2B%22c%26%3C%3E%5C%C3%B1`,
    `o'b%2b%22c%26%3c%3e%5c%c3%b1`,
    `o%27b%2B%22c%26%3C%3E%5C%C3%B1`,
    `o%27b%2b%22c%26%3c%3e%5c%c3%b1`,
  ]);
});

test("an email address has three", () => {
  expect([...new Set(formsOf("you@example.com"))]).toEqual([
    "you@example.com",
    "eW91QGV4YW1wbGUuY29t",
    "you%40example.com",
  ]);
});

test("Base64 is known without its padding", () => {
  expect(withoutPadding("YQ==")).toBe("YQ");
  expect(withoutPadding("YW=I")).toBe("YW=I");
});
