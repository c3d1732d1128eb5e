import { existsSync } from "node:fs";
import { join } from "node:path";

/** Further versions of Node that the tests use. `npm run test:nodes` installs them. */
export const OLD_NODES = [16, 18, 20, 22] as const;

/** @returns the path of this Node's executable, even if it is not installed. */
export function pathOfNode(major: (typeof OLD_NODES)[number]): string {
  const folder = `node-${major}-${process.arch}`;
  return join(import.meta.dirname, "node_modules", folder, "bin/node");
}

export const areNodesInstalled = OLD_NODES.every((major) => existsSync(pathOfNode(major)));
