import { hash, randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import type { Runtime } from "@relance/spec";

/** Because of their resolution, the two clocks may differ by this many milliseconds. */
const JUMP_MS = 20;
/** Maximum delay of a timer in Node, in milliseconds. */
const LONGEST_TIMER_MS: number = 2 ** 31 - 1;

/**
 * `now` follows the wall clock or the monotonic clock, whichever has advanced more: the machine may have been
 * suspended, or the wall clock set forward. If the wall clock is set back, `now` is not.
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
        let timer: NodeJS.Timeout;
        const done = () => {
          clearTimeout(timer);
          signal?.removeEventListener("abort", done);
          resolve();
        };
        const wait = (leftMs: number) => {
          const onceMs = Math.min(leftMs, LONGEST_TIMER_MS);
          timer = setTimeout(() => (leftMs > onceMs ? wait(leftMs - onceMs) : done()), onceMs);
        };
        wait(ms);
        signal?.addEventListener("abort", done, { once: true });
      }),
    random: () => Math.random(),
    id: () => randomUUID(),
    hash: (data) => hash("sha256", data, "hex"),
    yield: () => new Promise((resolve) => setImmediate(resolve)),
  };
}

/** Returns the version of this package; "" if a bundler removed its package.json. */
export function ownVersion(): string {
  try {
    return JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")).version;
  } catch {
    return "";
  }
}
