import { existsSync } from "node:fs";
import { join } from "node:path";

/** Versions of Node beside the one that runs the tests. `npm run test:nodes` installs them. */
export const OLD_NODES = [16, 18, 20, 22] as const;

/** @returns the path of that Node's program, whether it is installed or not. */
export function pathOfNode(major: (typeof OLD_NODES)[number]): string {
  const folder = `node-${major}-${process.arch}`;
  return join(import.meta.dirname, "node_modules", folder, "bin/node");
}

export const areNodesInstalled = OLD_NODES.every((major) => existsSync(pathOfNode(major)));
