/**
 * `npm run docs` builds the site into site/dist; `-- --write` takes changed signatures as agreed on; `-- --serve` shows the
 * site on http://127.0.0.1:4173 until it is stopped.
 */
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { build, serve } from "vitepress";
import { checkReports, writeReference } from "./api.ts";
import { writePages } from "./pages.ts";

checkReports(process.argv.includes("--write"));
writePages();
await writeReference();
await build(import.meta.dirname);
refuseRepeatedIds();
if (process.argv.includes("--serve")) await serve({ root: import.meta.dirname, port: 4173 });

/** Of two places with one id a link finds the first. */
function refuseRepeatedIds(): void {
  const dist = join(import.meta.dirname, "dist");
  const found = globSync("**/*.html", { cwd: dist }).flatMap((page) => {
    const ids = [...readFileSync(join(dist, page), "utf8").matchAll(/\sid="([^"]+)"/g)].map(([, id = ""]) => id);
    return [...new Set(ids.filter((id, at) => ids.indexOf(id) !== at))].map((id) => `${page}#${id}`);
  });
  if (found.length > 0) throw new Error(`two places have one id: ${found.join(", ")}`);
}
