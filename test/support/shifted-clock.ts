import { readFileSync } from "node:fs";

/** Interval between two readings of the file, on the steady clock, in milliseconds. */
const LOOK_MS = 100;

/**
 * Adds the milliseconds in the file to the machine's clock, as this thread sees it. The steady clock does not change.
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
    return 0; // the file does not exist until the clock is set
  }
}
