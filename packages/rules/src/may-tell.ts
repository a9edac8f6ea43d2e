const DAY_MS = 24 * 60 * 60_000;

/** The same thing is said to a person once a day, so that two machines that answer each other fall silent. */
export function mayTell(toldAt: number | undefined, now: number): boolean {
  return toldAt === undefined || now - toldAt >= DAY_MS;
}
