import { type Difference, harm } from "./difference.ts";
import { type Node, quote } from "./document.ts";
import type { Shape } from "./relied-on.ts";
import type { Schema } from "./schema.ts";

/** Keywords of the least and of the most that is allowed: of a number, of a text's length, and of how many items. */
const LEAST = ["minimum", "minLength", "minItems"];
const MOST = ["maximum", "maxLength", "maxItems"];
/** Limits that only a person can compare with what the action sends. */
const OTHERS = ["enum", "pattern", "multipleOf", "exclusiveMinimum", "exclusiveMaximum"];

/** What is no longer allowed, of the values that the action sends. */
export function limitsOn({ range }: Shape, { parts }: Schema, name: string): Difference[] {
  const [least, most] = range ?? [-Infinity, Infinity];
  return parts.flatMap((part) => [
    ...valuesOf(part, LEAST)
      .filter(([, value]) => !(Number(value) <= least))
      .map(([key, value]) => limit(name, `with values from ${least}`, `${key} ${quote(value)}`)),
    ...valuesOf(part, MOST)
      .filter(([, value]) => !(Number(value) >= most))
      .map(([key, value]) => limit(name, sizeOf(most), `${key} ${quote(value)}`)),
    ...valuesOf(part, OTHERS)
      .filter(([, value]) => value !== false)
      .map(([key, value]) => limit(name, "without that limit", `${key} ${quote(value)}`)),
  ]);
}

function valuesOf(part: Node, keys: readonly string[]): (readonly [string, unknown])[] {
  return keys.filter((key) => part[key] !== undefined).map((key) => [key, part[key]] as const);
}

function sizeOf(most: number): string {
  return most === Infinity ? "with values of any size" : `with values up to ${most}`;
}

function limit(name: string, sent: string, limit: string): Difference {
  return harm(`the action sends ${name} ${sent}. The description has ${limit}.`);
}
