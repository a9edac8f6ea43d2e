import { hash, randomUUID } from "node:crypto";
import type { Runtime } from "@relance/spec";

/** The real world. `now` never runs behind a suspended machine or a stepped clock: it takes the longer of both elapsed times. */
export function nodeRuntime(): Runtime {
  const wallStart = Date.now();
  const steadyStart = performance.now();
  return {
    now: () => wallStart + Math.floor(Math.max(Date.now() - wallStart, performance.now() - steadyStart)),
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted) return resolve();
        const done = () => {
          clearTimeout(timer);
          signal?.removeEventListener("abort", done);
          resolve();
        };
        const timer = setTimeout(done, Math.min(ms, 2 ** 31 - 1));
        signal?.addEventListener("abort", done, { once: true });
      }),
    random: () => Math.random(),
    id: () => randomUUID(),
    hash: (data) => hash("sha256", data, "hex"),
    yield: () => new Promise((resolve) => setImmediate(resolve)),
  };
}
