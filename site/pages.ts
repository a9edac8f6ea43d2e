import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, extname, join, relative } from "node:path";

const ROOT: string = join(import.meta.dirname, "..");
const PAGES: string = join(import.meta.dirname, ".tmp/pages");
/** Pages that lie beside docs/. */
const BESIDE = ["ARCHITECTURE.md", "CONTRIBUTING.md"];
const LINK = /(?<!!)\[((?:[^\]\\]|\\.)*)\]\((?!https?:|mailto:|#)([^)\s#]*)(#[^)\s]*)?\)/g;

/** Copies docs/ as the site has it: an index a folder, examples as pages, and no link that leaves the site. */
export function writePages(): void {
  rmSync(PAGES, { recursive: true, force: true });
  for (const folder of ["images", "public/images"])
    cpSync(join(ROOT, "docs/images"), join(PAGES, folder), { recursive: true });
  cpSync(join(import.meta.dirname, "icon.svg"), join(PAGES, "public/icon.svg"));
  const files = readdirSync(join(ROOT, "docs"), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".md"))
    .map((file) => join("docs", file));
  for (const file of [...files, ...BESIDE]) writePage(file);
}

function writePage(file: string): void {
  const page = pageOf(file);
  const text = readFileSync(join(ROOT, file), "utf8").replace(LINK, (_, label: string, to: string, place = "") => {
    const target = join(dirname(file), to);
    const found = targetOf(target);
    if (found === undefined) return label;
    return `[${label}](./${relative(dirname(page), found)}${place})`;
  });
  const pictured = text.replaceAll(/src="images\//g, 'src="./images/');
  write(page, page === "index.md" ? HOME + pictured.replace(/^# .*\n/, "") : pictured);
}

/** Where a file of the repository stands in the site; `undefined` = it does not. */
function targetOf(file: string): string | undefined {
  if (file.startsWith("docs/") || BESIDE.includes(file)) return pageOf(file);
  if (file.startsWith("examples/") && existsSync(join(ROOT, file))) return examplePage(file);
  return undefined;
}

function pageOf(file: string): string {
  return file.replace(/^docs\//, "").replace(/README\.md$/, "index.md");
}

/** One example with all of its files. */
function examplePage(example: string): string {
  const path = join(ROOT, example);
  const files = statSync(path).isFile()
    ? [path]
    : readdirSync(path, { recursive: true, encoding: "utf8" })
        .map((file) => join(path, file))
        .filter((file) => /\.(ts|yaml|liquid|csv|json)$/.test(file) && !file.includes("node_modules"));
  const page = `${example.replace(/\.ts$/, "")}.md`;
  const parts = files.toSorted().map((file) => {
    const name = file === path ? basename(file) : relative(path, file);
    return `## ${name}\n\n\`\`\`\`${extname(file).slice(1)}\n${readFileSync(file, "utf8").trimEnd()}\n\`\`\`\`\n`;
  });
  write(page, `# ${basename(example, ".ts")}\n\n${parts.join("\n")}`);
  return page;
}

function write(page: string, text: string): void {
  mkdirSync(dirname(join(PAGES, page)), { recursive: true });
  writeFileSync(join(PAGES, page), text);
}

const HOME = `---
layout: home
hero:
  name: relance
  text: Reached and confirmed, or escalated, or accounted for.
  tagline: A notification SDK for Node.js. It sends by SMS, email and push, waits for the confirmation, and sends again over another channel and another provider before the deadline.
  image: { src: /images/console.png, alt: "The console: a campaign whose first provider loses messages" }
  actions:
    - { theme: brand, text: Your first campaign, link: /first-campaign }
    - { theme: alt, text: In your app, link: /in-your-app }
    - { theme: alt, text: Reference, link: /reference/gateway }
---
`;

/** The groups of docs/README.md, which lists every page once. */
export function sidebar(): { readonly text: string; readonly items: Entry[] }[] {
  const groups = readFileSync(join(PAGES, "index.md"), "utf8").split(/^## /m).slice(1);
  return groups.map((group) => {
    const [text = "", ...lines] = group.split("\n");
    const links = lines.filter((line) => line.startsWith("|")).flatMap((line) => [...line.matchAll(LINK)]);
    return { text, items: links.map(([, label = "", to = ""]) => ({ text: label, link: linkOf(to) })) };
  });
}

export interface Entry {
  readonly text: string;
  readonly link: string;
}

function linkOf(to: string): string {
  return join("/", to).replace(/(index)?\.md$/, "");
}
