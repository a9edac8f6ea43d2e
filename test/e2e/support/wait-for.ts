import { setTimeout as pause } from "node:timers/promises";

/** Looks again and again until it holds, for at most `boundMs`. */
export async function waitFor(
  what: string,
  holds: () => boolean | Promise<boolean>,
  boundMs = 20_000,
): Promise<void> {
  const end = performance.now() + boundMs;
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`waited ${boundMs / 1_000} s for: ${what}`);
    await pause(10);
  }
}
