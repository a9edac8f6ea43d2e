import type { Kept, PlanKept } from "@relance/spec";

/** What is kept for a time of its own. */
export const KEPT_CLASSES: readonly (keyof Kept)[] = ["contacts", "bodies", "raw"];

/**
 * How long what a campaign has of people is kept. The shorter of the two counts: what the configuration promises about all
 * must not grow by a line in a campaign. Only a campaign that says why it needs them longer keeps them as it says.
 *
 * @param house what the configuration says
 * @param own what the campaign says
 */
export function keptOf(house: Kept, own: PlanKept = {}): Kept {
  const kept = (name: keyof Kept): number | undefined => {
    const [ours, theirs] = [house[name], own[name]];
    if (theirs === undefined) return ours;
    return ours === undefined || own.isLonger === true ? theirs : Math.min(ours, theirs);
  };
  return { contacts: kept("contacts"), bodies: kept("bodies"), raw: kept("raw") };
}
