import { readFileSync } from "node:fs";

/** How often the file is checked, on the steady clock, in milliseconds. */
const LOOK_MS = 100;

/**
 * From now on this thread sees the machine's clock as somebody has set it: what the file says is added to it, in
 * milliseconds. The steady clock continues as it does.
 */
export function shiftClock(file: string): void {
  const now = Date.now;
  let offsetMs = 0;
  let lookedAt = Number.NEGATIVE_INFINITY;
  Date.now = () => {
    const at = performance.now();
    if (at - lookedAt > LOOK_MS) {
      lookedAt = at;
      offsetMs = read(file);
    }
    return now() + offsetMs;
  };
}

function read(file: string): number {
  try {
    return Number(readFileSync(file, "utf8")) || 0;
  } catch {
    return 0; // no one has set the clock yet
  }
}
