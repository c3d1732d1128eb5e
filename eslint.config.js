import js from "@eslint/js";
import tseslint from "typescript-eslint";

/** The folders of `src/`, and the folders that each may import. docs/architecture.md shows them. */
const MAY_IMPORT = {
  util: [],
  model: ["util"],
  schedule: ["model", "util"],
  wpengine: ["model", "util"],
  inputs: ["model", "util"],
  backup: ["schedule", "model", "util"],
  gate: ["backup", "schedule", "model", "util"],
  fleet: ["gate", "backup", "schedule", "model", "util"],
  report: ["fleet", "gate", "backup", "schedule", "model", "util"],
};
/** Only these files may use HTTP. */
const MAY_USE_HTTP = [
  "src/wpengine/http/transport.ts",
  "src/report/github/*.ts",
  "src/util/tunnel.ts",
];

function importRules(folder, mayImport) {
  const banned = Object.keys(MAY_IMPORT).filter(
    (one) => one !== folder && !mayImport.includes(one),
  );
  const patterns = banned.map((one) => ({
    regex: `/${one}/`,
    message: `src/${folder}/ may not import src/${one}/: see docs/architecture.md.`,
  }));
  patterns.push({
    regex: "^(\\.\\./)+(main|index|exit|watchdog|startup-failure)\\.ts$",
    message: "Only the files directly in src/ may import this file.",
  });
  if (folder !== "report") {
    patterns.push({
      regex: "^@actions/(core|github)",
      message: "Only src/report/ may import the Actions toolkit.",
    });
  }
  return patterns;
}

const NO_HTTP = {
  regex: "http-client|undici|octokit|^node:(https?|http2|tls|dns)$",
  message:
    "Only src/wpengine/http/transport.ts, src/util/tunnel.ts and src/report/github/ may use HTTP.",
};
const TIMERS = ["setTimeout", "setInterval", "setImmediate"].map((name) => ({
  name,
  message: "Use a Clock instead: only src/util/clock.ts may use timers.",
}));
const CLOCKS = [
  ["Date", "now"],
  ["performance", "now"],
  ["AbortSignal", "timeout"],
].map(([object, property]) => ({
  object,
  property,
  message: "Use a Clock instead: only src/util/clock.ts may read the time.",
}));

export default tseslint.config(
  { ignores: ["dist/", "node_modules/", "reports/", ".stryker-tmp/"] },
  js.configs.recommended,
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      "@typescript-eslint/no-floating-promises": ["error", { ignoreVoid: true }],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "@typescript-eslint/switch-exhaustiveness-check": "error",
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
    },
  },
  {
    files: ["src/**/*.ts"],
    ignores: ["src/util/clock.ts"],
    rules: {
      "max-lines-per-function": ["error", { max: 60 }],
      "no-restricted-globals": ["error", ...TIMERS],
      "no-restricted-properties": ["error", ...CLOCKS],
    },
  },
  ...Object.entries(MAY_IMPORT).flatMap(([folder, mayImport]) => {
    const patterns = importRules(folder, mayImport);
    return [
      {
        files: [`src/${folder}/**/*.ts`],
        rules: { "no-restricted-imports": ["error", { patterns: [...patterns, NO_HTTP] }] },
      },
      {
        files: MAY_USE_HTTP.filter((file) => file.startsWith(`src/${folder}/`)),
        rules: { "no-restricted-imports": ["error", { patterns }] },
      },
    ].filter(({ files }) => files.length > 0);
  }),
  { files: ["**/*.js"], ...tseslint.configs.disableTypeChecked },
);
