/** Versions created by our own orders, by campaign: the page shows them a moment later. */
const answered = new Map<number, number>();

/** Notes the version of the queues after an order of ours was applied. */
export function heardVersion(campaign: number, version: number): void {
  answered.set(campaign, version);
}

/** The highest version of a campaign's queues that this page shows or created itself. */
export function versionSeen(campaign: number, shown: readonly { readonly version: number }[]): number {
  return Math.max(answered.get(campaign) ?? 0, ...shown.map(({ version }) => version));
}
