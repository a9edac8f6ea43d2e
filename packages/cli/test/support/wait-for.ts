import { setTimeout as pause } from "node:timers/promises";

/** Looks again and again until it holds, for at most a minute. */
export async function waitFor(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const end = performance.now() + 60_000;
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`waited a minute for: ${what}`);
    await pause(20);
  }
}
