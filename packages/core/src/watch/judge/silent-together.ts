import type { Downtime, Silence } from "@relance/watch";

/** Looks are seconds apart, and receipts of few messages as well. */
const SAME_MOMENT_MS = 20_000;
/** It began up to so long before a look found nothing new. */
const SEEN_LATE_MS = 10_000;
/** Shorter ones meet by chance. */
const LEAST_MS = 30_000;

/** A provider, and when it was silent. */
export interface SilentProvider {
  readonly provider: string;
  readonly vendor: string;
  readonly silences: readonly Silence[];
  /** Since when it is silent now. */
  readonly since?: number | undefined;
}

/**
 * Stretches in which providers of different vendors gave no receipt, from the same moment until one of them was heard again: it
 * was our own end that did not hear. What comes in lumps is silent out of habit, and no such stretch.
 */
export function silentTogether(
  providers: readonly SilentProvider[],
  now: number,
): ReadonlyMap<string, readonly Downtime[]> {
  return new Map(
    providers.map((one) => {
      const others = providers.filter(({ vendor }) => vendor !== one.vendor).flatMap(stretchesOf);
      const unusual = stretchesOf(one).filter((own) => !isHabit(own, one.silences, now));
      return [one.provider, unusual.flatMap((own) => shared(own, others, now))];
    }),
  );
}

function shared(own: Downtime, others: readonly Downtime[], now: number): readonly Downtime[] {
  const same = others.filter(({ from }) => Math.abs(own.from - from) <= SAME_MOMENT_MS);
  if (same.length === 0) return [];
  const to = Math.min(...[own, ...same].map((stretch) => stretch.to ?? Number.POSITIVE_INFINITY));
  if (Math.min(to, now) - own.from < LEAST_MS) return [];
  return [{ from: own.from - SEEN_LATE_MS, to: Number.isFinite(to) ? to : undefined }];
}

function stretchesOf({ silences, since }: SilentProvider): readonly Downtime[] {
  return since === undefined ? silences : [...silences, { from: since }];
}

function isHabit(own: Downtime, silences: readonly Silence[], now: number): boolean {
  const half = ((own.to ?? now) - own.from) / 2;
  return silences.some(({ from, to }) => from !== own.from && to - from >= half);
}
