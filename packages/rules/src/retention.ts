import type { Kept, PlanKept } from "@relance/spec";

/** The classes of data that have their own retention. */
export const KEPT_CLASSES: readonly (keyof Kept)[] = ["contacts", "bodies", "raw"];

/**
 * Returns how long a campaign's personal data is kept: for the configuration's or the campaign's time, whichever is
 * shorter, so that no campaign silently keeps data longer. A campaign that states a reason may have a longer time.
 *
 * @param house - retention in the configuration
 * @param own - retention in the campaign
 */
export function retentionFor(house: Kept, own: PlanKept = {}): Kept {
  const kept = (name: keyof Kept): number | undefined => {
    const [ours, theirs] = [house[name], own[name]];
    if (theirs === undefined) return ours;
    return ours === undefined || own.isLonger === true ? theirs : Math.min(ours, theirs);
  };
  return { contacts: kept("contacts"), bodies: kept("bodies"), raw: kept("raw") };
}
