import type { RehearsedTimeline } from "../rehearsal.ts";

/** Minimum number of messages that can prove a loss. The watch requires the same number. */
const ENOUGH = 150;
/** Age in milliseconds at which nine of ten messages of a healthy provider have a receipt. */
const MATURE_MS = 60_000;

/**
 * Determines when there was enough evidence of a fault: enough messages to the faulty provider, each old enough for a
 * receipt.
 */
export interface Evidence {
  add(provider: string): void;
  countFrom(instant: number, providers: ReadonlySet<string>): void;
  enoughAt(): number | undefined;
}

export function createEvidence(now: () => number): Evidence {
  let from = Number.POSITIVE_INFINITY;
  let faulty: ReadonlySet<string> = new Set();
  let count = 0;
  let at: number | undefined;
  return {
    add(provider) {
      if (at !== undefined || now() < from || !faulty.has(provider)) return;
      count += 1;
      if (count === ENOUGH) at = now();
    },
    countFrom(instant, providers) {
      from = instant;
      faulty = providers;
    },
    enoughAt: () => (at === undefined ? undefined : at + MATURE_MS),
  };
}

const STEP_MS = 5_000;
/** Length of the recorded period, from the start of the campaign. */
const HOURS_MS = 6 * 3_600_000;

/** Counts the messages of the first hours, and how many of them are lost. */
export interface Timeline {
  add(provider: string, attemptId: string, isLost: boolean): void;
  /** Attempts of lost messages. */
  readonly lost: ReadonlySet<string>;
  read(): readonly RehearsedTimeline[];
}

export function createTimeline(startAt: number, now: () => number): Timeline {
  const lostAttempts = new Set<string>();
  const providers = new Map<string, Map<number, { taken: number; lost: number }>>();
  return {
    lost: lostAttempts,
    add(provider, attemptId, isLost) {
      if (isLost) lostAttempts.add(attemptId);
      const place = Math.floor((now() - startAt) / STEP_MS);
      if (place * STEP_MS >= HOURS_MS) return;
      const steps = providers.get(provider) ?? new Map<number, { taken: number; lost: number }>();
      providers.set(provider, steps);
      const step = steps.get(place) ?? { taken: 0, lost: 0 };
      steps.set(place, step);
      step.taken += 1;
      if (isLost) step.lost += 1;
    },
    read: () =>
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
