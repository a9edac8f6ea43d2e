/** Stands for a campaign that is not there yet, as a message in a caller's transaction has none. */
export const NO_CAMPAIGN = 0;

/**
 * Whose something is: a person of a campaign, or a line of its audience that has no key. It is the same in every store, and
 * part of what is encrypted under the person's key: in another person's row it cannot be read.
 */
export function ownerOf(campaign: number, key: string, line = 0): string {
  return key === "" ? `${campaign}/${line}` : `${campaign} ${key}`;
}

/** As which owners a row may have been encrypted. */
export function ownersOf(campaign: number, key: string, line?: number): readonly string[] {
  return [ownerOf(campaign, key, line), ownerOf(NO_CAMPAIGN, key, line)];
}
