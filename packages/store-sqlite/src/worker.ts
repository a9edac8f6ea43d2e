import { parentPort, workerData } from "node:worker_threads";
import type { ThreadOptions } from "./transport/protocol.ts";

// Node 22 says at every load that node:sqlite is experimental. Which SQLite may be used is checked when the file opens.
const warn = process.emitWarning.bind(process) as (...input: readonly unknown[]) => void;
process.emitWarning = (...input: readonly unknown[]): void => {
  const [warning] = input;
  if (typeof warning !== "string" || !warning.startsWith("SQLite is an experimental feature")) warn(...input);
};

/** The thread in which the store lives. Started by `sqliteStore`. */
if (parentPort !== null) {
  const { serve } = await import("./transport/serve.ts"); // after the line above, which it would be too early for
  serve(parentPort, workerData as ThreadOptions);
}
