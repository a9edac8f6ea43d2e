import { parentPort, workerData } from "node:worker_threads";
import type { ThreadOptions } from "./transport/protocol.ts";

// Hides the warning of Node 22 that node:sqlite is experimental. The SQLite version is checked when a file is opened.
const warn = process.emitWarning.bind(process) as (...input: readonly unknown[]) => void;
process.emitWarning = (...input: readonly unknown[]): void => {
  const [warning] = input;
  if (typeof warning !== "string" || !warning.startsWith("SQLite is an experimental feature")) warn(...input);
};

if (parentPort !== null) {
  const { serve } = await import("./transport/serve.ts"); // loads node:sqlite, so it must come after that
  serve(parentPort, workerData as ThreadOptions);
}
