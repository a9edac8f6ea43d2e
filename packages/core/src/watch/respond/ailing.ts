import type { ClosedProvider, SlowedProvider } from "@relance/spec";

/** A rest that ends sooner costs nobody more than changing over would. */
const LONG_REST_MS = 30_000;
/** One 429 is how far ends speak, and over after six seconds: only what lasts so long is trouble. */
export const LASTING_THROTTLE_MS = 15_000;

/** A provider that everybody may have to wait for, in every campaign. */
export interface Ailing {
  readonly provider: string;
  /** When it may be sent over again, by the store's clock; the past = now. */
  readonly opensAt: number;
  /** Messages a second from then on; absent = as configured. */
  readonly perSecond?: number | undefined;
  /** Its account refuses: a message that is taken proves that it is well. A throttle proves nothing by being over. */
  readonly isRefused: boolean;
  readonly why: string;
}

/** Whose account refuses, who rests for long because the far end asked for it, and who goes on throttling us. */
export function ailing(
  closed: readonly ClosedProvider[],
  slowed: readonly SlowedProvider[],
  now: number,
): readonly Ailing[] {
  const found = new Map<string, Ailing>();
  for (const { provider, perSecond, since } of slowed) {
    if (now - since.getTime() < LASTING_THROTTLE_MS) continue;
    const why = `it has said since ${since.toISOString()} that we are too fast`;
    found.set(provider, { provider, opensAt: since.getTime(), perSecond, isRefused: false, why });
  }
  for (const { provider, until, reason, faults } of closed) {
    const opensAt = until.getTime();
    const isRefused = faults > 0;
    if (!isRefused && opensAt - now < LONG_REST_MS) continue;
    const why = isRefused
      ? `its account refuses (${reason})`
      : `it rests until ${until.toISOString()} (${reason})`;
    found.set(provider, { ...found.get(provider), provider, opensAt, isRefused, why });
  }
  return [...found.values()];
}
