import { readFileSync } from "node:fs";

/** Milliseconds between two readings of the file, on the steady clock. */
const LOOK_MS = 100;

/** Adds the milliseconds in the file to the machine's clock in this thread. The steady clock does not change. */
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
    return 0;
  }
}
