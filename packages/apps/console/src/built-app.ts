import { readFile } from "node:fs/promises";

/** All that a browser loads besides the page itself. */
export interface AppFiles {
  readonly script: string;
  readonly style: string;
}

let read: Promise<AppFiles> | undefined;

/** The browser app as it was built with this package; read once a process. */
export function appFiles(): Promise<AppFiles> {
  read ??= readBoth();
  return read;
}

async function readBoth(): Promise<AppFiles> {
  const text = (name: string) => readFile(new URL(`./app/${name}`, import.meta.url), "utf8");
  return { script: await text("console.js"), style: await text("console.css") };
}
