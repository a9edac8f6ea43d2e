/** The versions that our own orders created, by campaign. The page shows such a version only a moment later. */
const answered = new Map<number, number>();

/** Stores the version of the queues after one of our orders was applied. */
export function heardVersion(campaign: number, version: number): void {
  answered.set(campaign, version);
}

/** The highest version of a campaign's queues that this page shows or created itself. */
export function versionSeen(campaign: number, shown: readonly { readonly version: number }[]): number {
  return Math.max(answered.get(campaign) ?? 0, ...shown.map(({ version }) => version));
}
