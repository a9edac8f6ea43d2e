import type { Kept, PlanKept } from "@relance/spec";

/** The classes of data that have their own retention. */
export const KEPT_CLASSES: readonly (keyof Kept)[] = ["contacts", "bodies", "raw"];

/**
 * Returns how long a campaign's personal data are kept: the shorter of the configuration's and the campaign's time, so that no
 * campaign silently extends what the configuration promises. A campaign that states a reason keeps its own, longer time.
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
