/** Versions that our own orders made, by campaign: the page shows them a moment later. */
const answered = new Map<number, number>();

/** An order of ours was carried out. */
export function heardVersion(campaign: number, version: number): void {
  answered.set(campaign, version);
}

/** The highest version of a campaign's queues that this page shows, or has made itself. */
export function versionSeen(campaign: number, shown: readonly { readonly version: number }[]): number {
  return Math.max(answered.get(campaign) ?? 0, ...shown.map(({ version }) => version));
}
