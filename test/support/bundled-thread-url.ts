import { join } from "node:path";
import { pathToFileURL } from "node:url";

/** Stands in for the store's own `thread-url.ts` (`vitest.config.ts`): the same sources, in one file. */
export function threadUrl(): { readonly url: URL; readonly execArgv: string[] | undefined } {
  const file = join(import.meta.dirname, "../../node_modules/.cache/relance-tests/store-thread.mjs");
  return { url: pathToFileURL(file), execArgv: undefined };
}
