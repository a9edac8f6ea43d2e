import { existsSync } from "node:fs";

/** A program of this package, as a file: beside the source or, where a bundler moved that, in the installed package. */
export function programUrl(path: string, name: string): { readonly url: URL } {
  const isSource = import.meta.url.endsWith(".ts");
  const beside = new URL(`../${path}.${isSource ? "ts" : "js"}`, import.meta.url);
  if (isSource || existsSync(beside)) return { url: beside };
  return { url: new URL(import.meta.resolve(`@relance/store-sqlite/${name}`)) };
}

/**
 * Where the thread's program is: beside this one, or in the installed package when a bundler moved this one.
 * From sources it needs the condition under which packages resolve to sources.
 */
export function threadUrl(): { readonly url: URL; readonly execArgv: string[] | undefined } {
  if (import.meta.url.endsWith(".ts")) {
    return { url: new URL("../worker.ts", import.meta.url), execArgv: ["--conditions=@relance/source"] };
  }
  const beside = new URL("../worker.js", import.meta.url);
  const url = existsSync(beside) ? beside : new URL(import.meta.resolve("@relance/store-sqlite/worker"));
  return { url, execArgv: undefined };
}
