import { expect, test } from "vitest";
import { redactorOf, withoutAddresses, safeWord, sanitize } from "../../../src/util/sanitize.ts";

test.each([
  ["plain words, 6.8.1", "plain words, 6.8.1"],
  ["::error::boo", ": :error: :boo"],
  [":::", ": : :"],
  ["a\n::stop-commands::x", "a : :stop-commands: :x"],
  ["a\r::error::x", "a : :error: :x"],
  ["mid ##[error] line", "mid # #[error] line"],
  ["###[add-mask]x", "## #[add-mask]x"],
  ["#\u200b#[x]", "# #[x]"],
  [":\u0000:x", ": :x"],
  ["a\r\n\tb", "a b"],
  ["a\u2028b\u2029c\u0085d", "a b c d"],
  ["\u202eevil\u202c", " evil "],
  ["\ud800lone", "\ufffdlone"],
])("%j becomes %j", (text, expected) => {
  expect(sanitize(text)).toBe(expected);
});

test("nothing it returns can be read as a command", () => {
  for (const separator of ["", " ", "\r", "\n", "\u0000", "\u200b", "\ufeff", "\t"]) {
    const text = sanitize(`:${separator}:error:${separator}: #${separator}#[error]`);
    expect(text).not.toMatch(/::|##\[|[\r\n]/);
  }
});

test("a long text is cut to size, by characters", () => {
  expect(sanitize("🙂".repeat(20), 10)).toBe(`${"🙂".repeat(9)}…`);
  expect(sanitize("🙂".repeat(10), 10)).toBe("🙂".repeat(10));
});

test("every credential is replaced, the longest first", () => {
  const redact = redactorOf(["pass", "", "user:pass", "dXNlcjpwYXNz"]);
  expect(redact("user:pass, pass, Basic dXNlcjpwYXNz, $& pass")).toBe(
    "***, ***, Basic ***, $& ***",
  );
  expect(redactorOf([])("as it was")).toBe("as it was");
});

test("a secret that becomes known later is replaced from then on", () => {
  const secrets = ["pass"];
  const redact = redactorOf(secrets);
  expect(redact("pass for you@example.com")).toBe("*** for you@example.com");
  secrets.push("you@example.com");
  expect(redact("pass for you@example.com")).toBe("*** for ***");
});

test("a word that may be an email address is replaced", () => {
  const redact = withoutAddresses(redactorOf(["pass"]));
  expect(redact("User <you@example.com>,\tyou%40example.com: no pass at all")).toBe(
    "User ***\t*** no *** at all",
  );
});

test.each([
  ["6.8.1-RC1_x:y", "6.8.1-RC1_x:y"],
  ["$(id) `x`", "__id___x_"],
  ["é🙂\n", "___"],
  ["::a:::b", ":_a:__b"],
  ["", ""],
])("%j becomes %j as an output's value", (text, expected) => {
  expect(safeWord(text)).toBe(expected);
});

test("a secret is removed in any letter case, and even if it contains regex characters", () => {
  const redact = redactorOf(["Deploy.Bot+x@Example.com", "a|b[c]\\d(e)*"]);
  expect(
    redact(
      "to deploy.bot+x@example.COM and DEPLOY.BOT+X@EXAMPLE.COM, not DeployXBot+x@example.com",
    ),
  ).toBe("to *** and ***, not DeployXBot+x@example.com");
  expect(redact("A|B[C]\\D(E)*, a, b[c]")).toBe("***, a, b[c]");
});
