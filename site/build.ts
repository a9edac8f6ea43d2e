/**
 * `npm run docs` builds the site into site/dist; `-- --write` takes changed signatures as agreed on; `-- --serve` shows the
 * site on http://127.0.0.1:4173 until it is stopped.
 */
import { build, serve } from "vitepress";
import { checkReports, writeReference } from "./api.ts";
import { writePages } from "./pages.ts";

checkReports(process.argv.includes("--write"));
writePages();
await writeReference();
await build(import.meta.dirname);
if (process.argv.includes("--serve")) await serve({ root: import.meta.dirname, port: 4173 });
