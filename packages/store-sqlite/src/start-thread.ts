import type { EventEmitter } from "node:events";
import { existsSync } from "node:fs";
import { Worker } from "node:worker_threads";
import type { ThreadOptions } from "./transport/protocol.ts";

export interface StoreThread extends Pick<EventEmitter, "on">, Pick<Worker, "postMessage" | "ref" | "unref"> {
  terminate(): Promise<unknown>;
}

/** Size of V8's young generation. A third of Node's default saves 100 MB and is enough for the few objects. */
const NEW_OBJECTS_MB = 24;

/** @param program - URL of the thread's program, if a bundler moved it */
export function startThread(workerData: ThreadOptions, program: URL | undefined): StoreThread {
  const { url, execArgv } = threadUrl();
  return new Worker(program ?? url, {
    name: "relance-store",
    workerData,
    resourceLimits: { maxYoungGenerationSizeMb: NEW_OBJECTS_MB },
    ...(execArgv === undefined ? {} : { execArgv }),
  });
}

/** If a bundler moved this file, the thread's program is in the installed package. */
function threadUrl(): { readonly url: URL; readonly execArgv: string[] | undefined } {
  if (import.meta.url.endsWith(".ts")) {
    return { url: new URL("./worker.ts", import.meta.url), execArgv: ["--conditions=@relance/source"] };
  }
  const beside = new URL("./worker.js", import.meta.url);
  const url = existsSync(beside) ? beside : new URL(import.meta.resolve("@relance/store-sqlite/worker"));
  return { url, execArgv: undefined };
}
