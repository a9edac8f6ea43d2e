import { existsSync } from "node:fs";

/**
 * Where the thread's program is: beside this one, or in the installed package when a bundler moved this one.
 * From sources it needs the condition under which packages resolve to sources.
 */
export function threadUrl(): { readonly url: URL; readonly execArgv: string[] | undefined } {
  if (import.meta.url.endsWith(".ts")) {
    return { url: new URL("./worker.ts", import.meta.url), execArgv: ["--conditions=@relance/source"] };
  }
  const beside = new URL("./worker.js", import.meta.url);
  const url = existsSync(beside) ? beside : new URL(import.meta.resolve("@relance/store-sqlite/worker"));
  return { url, execArgv: undefined };
}
