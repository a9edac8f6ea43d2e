import { readFileSync } from "node:fs";

/** The version of this package, for the list of workers; "" if a bundler dropped its manifest. */
export function ownVersion(): string {
  try {
    return JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")).version;
  } catch {
    return "";
  }
}
