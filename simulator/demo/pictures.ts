import { execFile } from "node:child_process";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { renderLog, ROOT } from "../runner.ts";
import { play, type Scene, SCENES, setStage } from "./scenes.ts";

/**
 * Makes the README's pictures: scenes of the demo, played for real, and rendered as GitHub does by headless Chromium. What
 * renders them is heavy and serves nothing else, so it is fetched when it is needed.
 */
const RENDERERS = ["github-markdown-css@5.9.0", "marked@18.2.1", "mermaid@11.12.2"];
const WORKSHOP = join(ROOT, "node_modules/.cache/pictures");
const PICTURES = join(ROOT, "docs/pictures");
const BROWSERS = [process.env["CHROME_PATH"], "chromium", "chromium-browser", "google-chrome"];
const FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--hide-scrollbars",
  "--disable-background-networking",
  "--virtual-time-budget=20000",
  `--user-data-dir=${join(WORKSHOP, "profile")}`,
];
const WIDTH = 1_000;

const run = promisify(execFile);

await mkdir(WORKSHOP, { recursive: true });
await mkdir(PICTURES, { recursive: true });
await run("npm", ["install", "--no-save", "--no-package-lock", "--prefix", WORKSHOP, ...RENDERERS]);
const browser = await findBrowser();
const simulator = await setStage();
await photograph("log", logPage((await play(sceneOf("opens"), simulator)).stdout));
await photograph("summary", await summaryPage((await play(sceneOf("fleet"), simulator)).summary));
await simulator.stop();

function sceneOf(name: string): Scene {
  const scene = SCENES.find((each) => each.name === name);
  if (scene === undefined) throw new Error(`there is no scene ${name}`);
  return scene;
}

async function findBrowser(): Promise<string> {
  for (const name of BROWSERS) {
    if (!name) continue;
    const works = await run(name, ["--version"]).catch(() => undefined);
    if (works !== undefined) return name;
  }
  throw new Error(
    "no Chromium: install it (Debian: apt-get install chromium), or name one in CHROME_PATH",
  );
}

/** The page says how high it is once it is drawn; the second visit takes it at that height. */
async function photograph(name: string, html: string): Promise<void> {
  const page = join(WORKSHOP, `${name}.html`);
  await writeFile(page, html);
  const url = pathToFileURL(page).href;
  const { stdout: dom } = await run(
    browser,
    [...FLAGS, `--window-size=${WIDTH},100`, "--dump-dom", url],
    {
      maxBuffer: 64 * 1024 * 1024,
    },
  );
  const height = /data-height="(\d+)"/.exec(dom)?.[1];
  if (height === undefined) throw new Error(`${name}: the page was not drawn`);
  const picture = join(PICTURES, `${name}.png`);
  await run(browser, [
    ...FLAGS,
    `--window-size=${WIDTH},${height}`,
    `--screenshot=${picture}`,
    url,
  ]);
  console.log(
    `docs/pictures/${name}.png: ${WIDTH} × ${height}, ${(await readFile(picture)).length} bytes`,
  );
}

function logPage(stdout: string): string {
  const lines = renderLog(stdout)
    .trimEnd()
    .split("\n")
    .map(
      (line) =>
        `<li class="${/^(Error|Warning|Notice):/.exec(line)?.[1] ?? "plain"}">${escapeHtml(line)}`,
    );
  return page(
    `body { margin: 0; padding: 14px 18px; background: #0d1117; color: #e6edf3; font: 12.5px/20px monospace; }
     ol { margin: 0; padding-left: 2.6em; } li { padding-left: .6em; } li::marker { color: #6e7681; }
     .Error { color: #ff7b72; } .Warning { color: #d29922; } .Notice { color: #79c0ff; }`,
    `<ol>${lines.join("\n")}</ol>`,
    "drawn();",
  );
}

async function summaryPage(markdown: string): Promise<string> {
  const require = createRequire(join(WORKSHOP, "package.json"));
  const { marked } = (await import(pathToFileURL(require.resolve("marked")).href)) as {
    marked: { parse(text: string): string };
  };
  const html = marked
    .parse(markdown)
    .replace(
      /<pre><code class="language-mermaid">([\s\S]*?)<\/code><\/pre>/g,
      '<pre class="mermaid">$1</pre>',
    );
  const css = await readFile(
    join(WORKSHOP, "node_modules/github-markdown-css/github-markdown-light.css"),
    "utf8",
  );
  return page(
    `${css} body { margin: 0; padding: 16px 20px; } .mermaid { background: none !important; padding: 0 !important; }
     table { font-size: 12px; white-space: nowrap; }`,
    `<script src="node_modules/mermaid/dist/mermaid.min.js"></script>
     <article class="markdown-body">${html}</article>`,
    "mermaid.initialize({ startOnLoad: false }); mermaid.run().then(drawn);",
  );
}

function page(css: string, body: string, script: string): string {
  return `<!doctype html><meta charset="utf-8"><style>${css}</style><body>${body}
<script>function drawn() { document.body.dataset.height = document.documentElement.scrollHeight; } ${script}</script>`;
}

function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}
