import { durationText } from "../output/wording.ts";

/** Percentages and rates are shown only after this many milliseconds, when they are reliable. */
const LEAST_MS = 2_000;

/** Returns text such as ` · 37 %, 2 min left` for a share from 0 to 1; "" while an estimate would be unreliable. */
export function timeLeftText(share: number, elapsedMs: number): string {
  if (elapsedMs < LEAST_MS || share <= 0 || share > 1) return "";
  const remainingMs = (elapsedMs * (1 - share)) / share;
  return ` · ${Math.floor(100 * share)} %, ${durationText(remainingMs)} left`;
}

export function createTimeLeft(): (name: string, share: number | undefined) => string {
  let begun: { readonly name: string; readonly at: number } | undefined;
  return (name, share) => {
    const now = performance.now();
    if (begun?.name !== name) begun = { name, at: now };
    return share === undefined ? "" : timeLeftText(share, now - begun.at);
  };
}

/** Returns a function that returns true at most once per `everyMs`, and for the first time after `firstMs`. */
export function createPace(everyMs: number, firstMs = 0): () => boolean {
  let next = performance.now() + firstMs;
  return () => {
    const now = performance.now();
    if (now < next) return false;
    next = now + everyMs;
    return true;
  };
}

export function createNews(everyMs: number): (thing: number, facts: object, isOver?: boolean) => boolean {
  const told = new Map<number, { readonly line: string; readonly isDue: () => boolean }>();
  return (thing, facts, isOver = false) => {
    const line = JSON.stringify(facts);
    const before = told.get(thing);
    const isDue = before?.isDue ?? createPace(everyMs);
    if (before?.line === line || !(isDue() || isOver)) return false;
    told.set(thing, { line, isDue });
    return true;
  };
}
