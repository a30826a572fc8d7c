import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { HtmlToTextOptions } from "html-to-text";
import { decodeText } from "../../tools/text";
import { CHILD_DIRECTORIES, fitting, type HtmlResult, type SandboxTask } from "../protocol";

const SNIFFED_BYTES = 2_048;
const MAX_DEPTH = 200;
const TABLE_COLUMN = 60;
const TITLE_CHARACTERS = 300;

/** Where pages keep what they are about; a page that has none of these is taken whole. */
const CONTENT = ["main", "article", "[role=main]"];
const SKIPPED = [
  "script",
  "style",
  "noscript",
  "template",
  "svg",
  "img",
  "nav",
  "form",
  "iframe",
  "[aria-hidden=true]",
];

/** The text of a web page with its headings, lists, tables and links, without what only a browser needs. */
export async function readHtml(
  directory: string,
  { path, url, charset }: Extract<SandboxTask, { kind: "html" }>,
): Promise<HtmlResult> {
  const { convert } = await import("html-to-text");
  const html = decode(readFileSync(join(directory, CHILD_DIRECTORIES.files, path)), charset);
  const absolute = (href: string): string => (URL.canParse(href, url) ? new URL(href, url).href : href);
  const options: HtmlToTextOptions = {
    wordwrap: null,
    limits: { maxDepth: MAX_DEPTH },
    selectors: [
      ...SKIPPED.map((selector) => ({ selector, format: "skip" })),
      ...["h1", "h2", "h3", "h4", "h5", "h6"].map((selector) => ({ selector, options: { uppercase: false } })),
      {
        selector: "a",
        options: { pathRewrite: absolute, linkBrackets: ["(", ")"], hideLinkHrefIfSameAsText: true, noAnchorUrl: true },
      },
      {
        selector: "table",
        format: "dataTable",
        options: { uppercaseHeaderCells: false, maxColumnWidth: TABLE_COLUMN, colSpacing: 2 },
      },
    ],
  };
  const only = (selectors: string[]) =>
    convert(html, { ...options, baseElements: { selectors, orderBy: "occurrence", returnDomByDefault: false } }).trim();
  const text = only(CONTENT) || convert(html, options).trim();
  return { title: only(["title"]).replace(/\s+/g, " ").slice(0, TITLE_CHARACTERS), text: fitting(text) };
}

/** As the server says, else as the page says, else as its bytes look. */
function decode(bytes: Uint8Array, charset: string): string {
  const head = new TextDecoder("latin1").decode(bytes.subarray(0, SNIFFED_BYTES));
  const label = charset || (/<meta[^>]+charset=["']?([\w-]+)/i.exec(head)?.[1] ?? "");
  try {
    if (label !== "") return new TextDecoder(label).decode(bytes);
  } catch {
    // A name that no decoder has.
  }
  return decodeText(bytes) ?? new TextDecoder().decode(bytes);
}
