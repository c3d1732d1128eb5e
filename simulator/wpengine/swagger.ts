import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";

/** Reads the description that the simulated API publishes. Each call returns a new copy. */
export function readSwagger(): unknown {
  return parse(readFileSync(join(import.meta.dirname, "swagger.yaml"), "utf8"));
}
