import { hash, randomUUID } from "node:crypto";
import type { Runtime } from "@relance/spec";

/** By how much both clocks must part at once for a jump, in milliseconds; less is the coarseness of one of them. */
const JUMP_MS = 20;

/**
 * The real world. `now` measures durations, so it takes the longer one whenever the clocks part: a machine that was
 * suspended, a clock that was set forward. One that is set back takes nothing away, also of an earlier jump.
 */
export function nodeRuntime(): Runtime {
  const wallStart = Date.now();
  const steadyStart = performance.now();
  let apartMs = 0;
  let jumpedMs = 0;

  function now(): number {
    const steadyMs = performance.now() - steadyStart;
    const before = apartMs;
    apartMs = Date.now() - wallStart - steadyMs;
    if (apartMs - before > JUMP_MS) jumpedMs += apartMs - before;
    return wallStart + Math.floor(steadyMs + jumpedMs);
  }

  return {
    now,
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
