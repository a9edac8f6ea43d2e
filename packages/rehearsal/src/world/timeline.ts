import type { RehearsedTimeline } from "../rehearsal.ts";

const STEP_MS = 5_000;
/** What matters happens while the first messages leave. */
const HOURS_MS = 6 * 3_600_000;

/** Counts what leaves in the first hours, and what of it is lost. */
export interface Timeline {
  taken(provider: string, isLost: boolean): void;
  tell(): readonly RehearsedTimeline[];
}

export function createTimeline(startAt: number, now: () => number): Timeline {
  const providers = new Map<string, Map<number, { taken: number; lost: number }>>();
  return {
    taken(provider, isLost) {
      const place = Math.floor((now() - startAt) / STEP_MS);
      if (place * STEP_MS >= HOURS_MS) return;
      const steps = providers.get(provider) ?? new Map<number, { taken: number; lost: number }>();
      providers.set(provider, steps);
      const step = steps.get(place) ?? { taken: 0, lost: 0 };
      steps.set(place, step);
      step.taken += 1;
      if (isLost) step.lost += 1;
    },
    tell: () =>
      [...providers]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([provider, steps]) => ({
          provider,
          stepMs: STEP_MS,
          steps: [...steps]
            .sort(([a], [b]) => a - b)
            .map(([place, { taken, lost }]) => ({ fromMs: place * STEP_MS, taken, lost })),
        })),
  };
}
