import { setTimeout as pause } from "node:timers/promises";

/** Repeats the check until the condition holds, for at most three minutes. */
export async function waitFor(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const end = performance.now() + 180_000;
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`waited three minutes for: ${what}`);
    await pause(20);
  }
}
