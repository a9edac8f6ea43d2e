import { readFileSync } from "node:fs";

/** docs/bounces.md. */
export function readPage(): string {
  return readFileSync(new URL("../../../../../docs/bounces.md", import.meta.url), "utf8");
}
