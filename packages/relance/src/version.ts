import { readFileSync } from "node:fs";

/** Returns the version of this package; "" if a bundler removed the package's manifest. */
export function ownVersion(): string {
  try {
    return JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")).version;
  } catch {
    return "";
  }
}
