/** Fewer messages decide nothing (the watch asks for as many). */
const ENOUGH = 150;
/** By then nine of ten healthy messages have been answered. */
const MATURE_MS = 60_000;

/** When there was enough to see: messages to a faulty provider that were old enough to have had their answer. */
export interface Evidence {
  /** A provider took a message. */
  taken(instance: string): void;
  /** Counts from an instant on, over these providers. */
  countFrom(instant: number, providers: ReadonlySet<string>): void;
  /** Absent = never. */
  enoughAt(): number | undefined;
}

export function createEvidence(now: () => number): Evidence {
  let from = Number.POSITIVE_INFINITY;
  let faulty: ReadonlySet<string> = new Set();
  let count = 0;
  let at: number | undefined;
  return {
    taken(instance) {
      if (at !== undefined || now() < from || !faulty.has(instance)) return;
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
