import js from "@eslint/js";
import tseslint from "typescript-eslint";

/** The rooms of `src/`, and those that each may import. docs/architecture.md draws them. */
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
/** Only these files speak HTTP. */
const SPEAK_HTTP = [
  "src/wpengine/http/transport.ts",
  "src/report/github/*.ts",
  "src/util/tunnel.ts",
];

function importRules(room, mayImport) {
  const banned = Object.keys(MAY_IMPORT).filter((one) => one !== room && !mayImport.includes(one));
  const patterns = banned.map((one) => ({
    regex: `/${one}/`,
    message: `src/${room}/ may not import src/${one}/: see docs/architecture.md.`,
  }));
  patterns.push({
    regex: "^(\\.\\./)+(main|index|exit|watchdog|startup-failure)\\.ts$",
    message: "Only the doorway imports the composition root.",
  });
  if (room !== "report") {
    patterns.push({
      regex: "^@actions/(core|github)",
      message: "Only src/report/ knows the toolkit.",
    });
  }
  return patterns;
}

const NO_HTTP = {
  regex: "http-client|undici|octokit|^node:(https?|http2|tls|dns)$",
  message: "Only src/wpengine/http/transport.ts and src/report/github/ speak HTTP.",
};
const TIMERS = ["setTimeout", "setInterval", "setImmediate"].map((name) => ({
  name,
  message: "Take the time from a Clock: only src/util/clock.ts has timers.",
}));
const CLOCKS = [
  ["Date", "now"],
  ["performance", "now"],
  ["AbortSignal", "timeout"],
].map(([object, property]) => ({
  object,
  property,
  message: "Take the time from a Clock: only src/util/clock.ts reads it.",
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
  ...Object.entries(MAY_IMPORT).flatMap(([room, mayImport]) => {
    const patterns = importRules(room, mayImport);
    return [
      {
        files: [`src/${room}/**/*.ts`],
        rules: { "no-restricted-imports": ["error", { patterns: [...patterns, NO_HTTP] }] },
      },
      {
        files: SPEAK_HTTP.filter((file) => file.startsWith(`src/${room}/`)),
        rules: { "no-restricted-imports": ["error", { patterns }] },
      },
    ].filter(({ files }) => files.length > 0);
  }),
  { files: ["**/*.js"], ...tseslint.configs.disableTypeChecked },
);
