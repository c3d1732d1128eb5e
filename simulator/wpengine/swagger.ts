import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";

/** A new copy of the description that the simulated API publishes. */
export function readSwagger(): unknown {
  return parse(readFileSync(join(import.meta.dirname, "swagger.yaml"), "utf8"));
}
