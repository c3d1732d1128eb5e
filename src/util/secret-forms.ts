/** Every form in which a secret could be printed: as it is, and as JSON, JSON within JSON, URLs, HTML and Base64 have it. */
export function formsOf(secret: string): string[] {
  const inJson = JSON.stringify(secret).slice(1, -1);
  const inPath = encodeURIComponent(secret.toWellFormed());
  const inForm = new URLSearchParams([["", secret]]).toString().slice(1);
  const percents = [inPath, inForm].flatMap((text) => [
    text,
    text.replace(/%../g, (hex) => hex.toLowerCase()),
  ]);
  return [
    secret,
    inJson,
    JSON.stringify(inJson).slice(1, -1),
    inJson.replaceAll("/", "\\/"), // as PHP writes it
    ...QUOTES.map((quotes) => inHtml(secret, quotes)),
    withoutPadding(Buffer.from(secret).toString("base64")),
    ...percents,
  ];
}

/** How HTML may write quotation marks. */
const QUOTES = [
  { '"': "&quot;", "'": "&#39;" },
  { '"': "&#34;", "'": "&#x27;" },
  { '"': "&quot;", "'": "&#039;" }, // as WordPress writes them
  { '"': "&quot;", "'": "&apos;" },
  { '"': '"', "'": "'" },
];

function inHtml(text: string, quotes: (typeof QUOTES)[number]): string {
  const entities: Readonly<Record<string, string>> = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    ...quotes,
  };
  return text.replace(/[&<>"']/g, (char) => entities[char] ?? char);
}

export function withoutPadding(base64: string): string {
  return base64.replace(/=+$/, "");
}
