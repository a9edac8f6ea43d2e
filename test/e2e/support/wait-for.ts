import { setTimeout as pause } from "node:timers/promises";
import type { RelanceProcess } from "./relance-process.ts";

const BOUND_MS = 180_000;

/**
 * Repeats the check until the condition holds. Throws after three minutes, or when the process under test has ended.
 */
export async function waitFor(
  what: string,
  holds: () => boolean | Promise<boolean>,
  process?: RelanceProcess,
): Promise<void> {
  const end = performance.now() + BOUND_MS;
  let isOver = false;
  const over = () => {
    isOver = true;
  };
  void process?.done.then(over, over);
  while (!(await holds())) {
    if (isOver) throw new Error(`relance ended before ${what}: ${process?.stderr()}`);
    if (performance.now() > end) throw new Error(`waited ${BOUND_MS / 1_000} s for ${what}`);
    await pause(10);
  }
}
