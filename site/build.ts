/**
 * `npm run docs` builds the site into site/dist; `-- --write` takes changed signatures as agreed on; `-- --serve` shows the
 * site on http://127.0.0.1:4173 until it is stopped.
 */
import { globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { build, serve } from "vitepress";
import { checkReports, writeReference } from "./api.ts";
import { lookAtSite } from "./look.ts";
import { writePages } from "./pages.ts";

checkReports(process.argv.includes("--write"));
writePages();
await writeReference();
await build(import.meta.dirname);
refuseLostPlaces();
await lookAtSite();
if (process.argv.includes("--serve")) await serve({ root: import.meta.dirname, port: 4173 });

/** Of two places with one id a link finds the first; a link to a place that is not there finds the top of its page. */
function refuseLostPlaces(): void {
  const dist = join(import.meta.dirname, "dist");
  const pages = globSync("**/*.html", { cwd: dist }).map((file) => {
    const text = readFileSync(join(dist, file), "utf8");
    return { file, text, ids: [...text.matchAll(/\sid="([^"]+)"/g)].map(([, id = ""]) => id) };
  });
  const idsOf = new Map(pages.map(({ file, ids }) => [file, new Set(ids)]));
  const wrong = pages.flatMap(({ file, text, ids }) => {
    const twice = [...new Set(ids.filter((id, at) => ids.indexOf(id) !== at))].map((id) => `${file} has #${id} twice`);
    const links = [...text.matchAll(/href="(?!\w+:)([^"#]*)#([^"]+)"/g)];
    const lost = links.filter(([, to = "", id = ""]) => idsOf.get(fileOf(file, to))?.has(id) !== true);
    return [...twice, ...lost.map(([, to, id]) => `${file} leads to ${to}#${id}`)];
  });
  if (wrong.length > 0) throw new Error(wrong.join("\n"));
}

/** The page behind a link of another page. */
function fileOf(from: string, to: string): string {
  const path = to === "" ? from : to.startsWith("/") ? to.slice(1) : join(dirname(from), to);
  if (path.endsWith(".html")) return path;
  return path === "" || path === "." || path.endsWith("/") ? join(path, "index.html") : `${path}.html`;
}
