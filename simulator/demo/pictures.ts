import { execFile } from "node:child_process";
import { mkdir, readFile, stat, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { renderLog, ROOT, type Run } from "../runner.ts";
import { play, SCENES } from "./scenes.ts";

/**
 * Makes the pictures of the README: headless Chromium renders two scenes of the demo as GitHub shows them in its light theme.
 * The packages for that are large and used for nothing else, so they are installed here and not by `npm ci`.
 */
const RENDERERS = ["github-markdown-css@5.9.0", "marked@18.2.1", "mermaid@11.12.2"];
const CACHE = join(ROOT, "node_modules/.cache/pictures");
const PICTURES = join(ROOT, "docs/pictures");
const BROWSERS = [process.env["CHROME_PATH"], "chromium", "chromium-browser", "google-chrome"];
const FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--hide-scrollbars",
  "--disable-background-networking",
  "--virtual-time-budget=20000",
  `--user-data-dir=${join(CACHE, "profile")}`,
];
/** In pixels. GitHub scales a picture down to the width of the README, which is about 840 CSS pixels. */
const WIDTH = 1_050;
const MAX_HEIGHT = 700;
const MAX_BYTES = 150_000;

const MONOSPACE = "ui-monospace, SFMono-Regular, Menlo, 'DejaVu Sans Mono', monospace";

const run = promisify(execFile);

await mkdir(CACHE, { recursive: true });
await mkdir(PICTURES, { recursive: true });
await run("npm", ["install", "--no-save", "--no-package-lock", "--prefix", CACHE, ...RENDERERS]);
const browser = await findBrowser();
await takePicture("log", logPage((await playScene("completes")).stdout));
await takePicture("summary", await summaryPage((await playScene("fleet")).summary));

function playScene(name: string): Promise<Run> {
  const scene = SCENES.find((each) => each.name === name);
  if (scene === undefined) throw new Error(`there is no scene ${name}`);
  return play(scene);
}

async function findBrowser(): Promise<string> {
  for (const name of BROWSERS) {
    if (!name) continue;
    const works = await run(name, ["--version"]).catch(() => undefined);
    if (works !== undefined) return name;
  }
  throw new Error(
    "Chromium is not installed. Install it (Debian: apt-get install chromium), or set CHROME_PATH to its path.",
  );
}

/** Renders the page twice: first to learn its height, then to take a picture of that height. */
async function takePicture(name: string, html: string): Promise<void> {
  const page = join(CACHE, `${name}.html`);
  await writeFile(page, html);
  const url = pathToFileURL(page).href;
  const flagsFor = (height: number): string[] => [...FLAGS, `--window-size=${WIDTH},${height}`];
  const { stdout: dom } = await run(browser, [...flagsFor(100), "--dump-dom", url], {
    maxBuffer: 64 * 1024 * 1024,
  });
  const [, width, height] = (/data-size="(\d+) (\d+)"/.exec(dom) ?? []).map(Number);
  if (width === undefined || height === undefined) {
    throw new Error(`${name}: the page was not rendered`);
  }
  const picture = join(PICTURES, `${name}.png`);
  await run(browser, [...flagsFor(height), `--screenshot=${picture}`, url]);
  const { size } = await stat(picture);
  console.log(`docs/pictures/${name}.png: ${WIDTH} × ${height}, ${size} bytes`);
  if (width > WIDTH) fail(`${name}: the picture is cut off on the right`);
  if (height > MAX_HEIGHT) fail(`${name}: the picture is higher than ${MAX_HEIGHT} px`);
  if (size > MAX_BYTES) fail(`${name}: the picture is larger than ${MAX_BYTES} bytes`);
}

function fail(message: string): void {
  console.error(message);
  process.exitCode = 1;
}

/** The colors are those of the job log on GitHub, which is dark in the light theme too. */
function logPage(stdout: string): string {
  const lines = renderLog(stdout)
    .trimEnd()
    .split("\n")
    .map((line) => {
      const kind = /^(Error|Warning|Notice):/.exec(line)?.[1] ?? "plain";
      return `<li class="${kind}"><div>${escapeHtml(line)}</div>`;
    });
  return page(
    `body { margin: 0; padding: 12px 16px; background: #24292f; color: #f6f8fa; font: 14px/23px ${MONOSPACE}; }
     ol { margin: 0; padding: 0; list-style: none; counter-reset: line; }
     li { display: flex; counter-increment: line; }
     li::before { content: counter(line); flex: 0 0 1.6em; margin-right: 1.2em; text-align: right; color: #8c959f; }
     li div { min-width: 0; overflow-wrap: anywhere; }
     .Error { color: #ff7b72; } .Warning { color: #d29922; } .Notice { color: #79c0ff; }`,
    `<ol>${lines.join("\n")}</ol>`,
    "drawn();",
  );
}

async function summaryPage(markdown: string): Promise<string> {
  const require = createRequire(join(CACHE, "package.json"));
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
    join(CACHE, "node_modules/github-markdown-css/github-markdown-light.css"),
    "utf8",
  );
  return page(
    `${css} body { margin: 0; padding: 16px 20px; } .markdown-body { font-size: 14px; }
     table { font-size: 12px; } table * { white-space: nowrap !important; }
     pre.mermaid { margin: 0 0 -20px !important; padding: 0 !important; background: none !important; }
     .mermaid, .mermaid svg { overflow: visible !important; } .mermaid .today { display: none; }
     .mermaid .tick line { stroke: #d0d7de !important; }
     .mermaid .tick text { paint-order: stroke; stroke: #fff !important; stroke-width: 5px; }`,
    `<script src="node_modules/mermaid/dist/mermaid.min.js"></script>
     <article class="markdown-body">${html}</article>`,
    "mermaid.initialize({ startOnLoad: false }); mermaid.run().then(drawn);",
  );
}

function page(css: string, body: string, script: string): string {
  return `<!doctype html><meta charset="utf-8"><style>${css}</style><body>${body}
<script>
function drawn() {
  const widths = Array.from(document.querySelectorAll("*"), (element) => element.scrollWidth);
  document.body.dataset.size = Math.max(...widths) + " " + document.documentElement.scrollHeight;
}
${script}
</script>`;
}

function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}
