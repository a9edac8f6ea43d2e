import { readFileSync } from "node:fs";

/** The version of this package, for the list of workers; "" where a bundler has left its manifest behind. */
export function ownVersion(): string {
  try {
    return JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")).version;
  } catch {
    return "";
  }
}
