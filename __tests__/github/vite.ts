import { readFile } from "node:fs/promises";
import type { ViteUserConfig } from "vitest/config";

/** GitHub's packages import JSON without an attribute. Node refuses that, vite does not. */
const PACKAGES = /@actions\/(workflow-parser|expressions|languageservice)/;

/** What a vitest config needs to load GitHub's packages. */
export const githubPackages = {
  /** Vite warns about each source map whose sources are missing. These packages ship about 100 of them. */
  plugins: [
    {
      name: "no-source-maps-of-github-packages",
      enforce: "pre" as const,
      async load(id: string): Promise<string | undefined> {
        const path = id.replace(/\?.*/, "");
        if (!PACKAGES.test(path) || !path.endsWith(".js")) return undefined;
        return (await readFile(path, "utf8")).replace(/^\/\/# sourceMappingURL=.*$/m, "");
      },
    },
  ],
  server: { deps: { inline: [PACKAGES] } },
} satisfies Pick<ViteUserConfig, "plugins"> & Pick<NonNullable<ViteUserConfig["test"]>, "server">;
