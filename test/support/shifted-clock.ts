/**
 * Loaded into a process before everything else, its threads included: the machine's clock as somebody has set it. What
 * the file named in its address says is added to it, in milliseconds; the steady clock goes on as it does.
 */
import { readFileSync } from "node:fs";

const file = new URL(import.meta.url).searchParams.get("file") ?? "";
const now = Date.now;
/** How often the file is looked at, on the steady clock. */
const LOOK_MS = 100;
let offsetMs = 0;
let lookedAt = Number.NEGATIVE_INFINITY;

Date.now = () => {
  const at = performance.now();
  if (at - lookedAt > LOOK_MS) {
    lookedAt = at;
    try {
      offsetMs = Number(readFileSync(file, "utf8")) || 0;
    } catch {} // nobody has set the clock yet
  }
  return now() + offsetMs;
};
