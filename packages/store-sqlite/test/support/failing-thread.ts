import { parentPort } from "node:worker_threads";

/** A store's thread that opens, and dies at the first call after that. */
parentPort?.on("message", ({ id, verb }: { id: number; verb: string }) => {
  if (verb !== "open" && verb !== "encrypted") process.exit(1);
  parentPort?.postMessage({ id, value: { kind: "sqlite", schema: 0, engine: "none", marks: [] } });
});
