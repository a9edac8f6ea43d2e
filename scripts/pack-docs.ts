/**
 * Copies the pages of `docs/` into the package while npm packs it (`prepack`). With `--away`, removes the pages again.
 */
import { cpSync, rmSync } from "node:fs";
import { extname } from "node:path";

rmSync("docs", { recursive: true, force: true });
const isPage = (file: string) => [".md", ""].includes(extname(file));
if (!process.argv.includes("--away")) cpSync("../../docs", "docs", { recursive: true, filter: isPage });
