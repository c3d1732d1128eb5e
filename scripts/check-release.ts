/**
 * Fails unless the tag in the first argument (`vX.Y.Z`) can become a release. The version must be the one in package.json,
 * and the newest one with a date in CHANGELOG.md.
 */
import { readFileSync } from "node:fs";
import { parser } from "keep-a-changelog";

const tag = process.argv[2] ?? "";
const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { version: string };
const newest = parser(readFileSync("CHANGELOG.md", "utf8")).releases.find(({ date }) => date);

if (!/^v\d+\.\d+\.\d+$/.test(tag)) fail(`The tag is "${tag}". Use a tag such as v1.2.3.`);
if (tag !== `v${version}`) fail(`The tag is ${tag}, but the package.json version is ${version}.`);
if (newest?.version !== version) {
  fail(
    `The tag is ${tag}, but the newest release in CHANGELOG.md is ${newest?.version ?? "none"}.`,
  );
}

function fail(message: string): void {
  console.error(message);
  process.exitCode = 1;
}
