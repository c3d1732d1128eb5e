/**
 * Fails unless a tag, given as `vX.Y.Z`, may become a release: package.json has that version, and it is the newest of
 * those in CHANGELOG.md that have a date.
 */
import { readFileSync } from "node:fs";
import { parser } from "keep-a-changelog";

const tag = process.argv[2] ?? "";
const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { version: string };
const newest = parser(readFileSync("CHANGELOG.md", "utf8")).releases.find(({ date }) => date);

if (!/^v\d+\.\d+\.\d+$/.test(tag)) fail(`got the tag "${tag}"; write one such as v1.2.3`);
if (tag !== `v${version}`) fail(`the tag is ${tag}, and package.json's version is ${version}`);
if (newest?.version !== version) {
  fail(`the tag is ${tag}, and the newest release in CHANGELOG.md is ${newest?.version ?? "none"}`);
}

function fail(message: string): void {
  console.error(message);
  process.exitCode = 1;
}
