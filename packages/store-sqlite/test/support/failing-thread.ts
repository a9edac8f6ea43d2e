import { parentPort } from "node:worker_threads";

/** A store's thread that opens, and dies at the first real call. */
parentPort?.on("message", ({ id, verb }: { id: number; verb: string }) => {
  if (verb !== "open") process.exit(1);
  parentPort?.postMessage({ id, value: { kind: "sqlite", schema: 0, engine: "none" } });
});
