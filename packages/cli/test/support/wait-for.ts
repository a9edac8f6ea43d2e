import { setTimeout as pause } from "node:timers/promises";

/** Looks again and again until it holds, for at most 20 s. */
export async function waitFor(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const end = performance.now() + 20_000;
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`waited 20 s for: ${what}`);
    await pause(20);
  }
}
