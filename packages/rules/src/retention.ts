import type { PlanRetention, RetainMs } from "@relance/spec";

/** Classes of data. Each class has its own retention period. */
export const RETENTION_CLASSES: readonly (keyof RetainMs)[] = ["contacts", "bodies", "raw"];

/** Returns the campaign's retention if it states a reason, otherwise the shorter of configuration and campaign. */
export function retentionFor(house: RetainMs, own: PlanRetention = {}): RetainMs {
  const kept = (name: keyof RetainMs): number | undefined => {
    const [ours, theirs] = [house[name], own[name]];
    if (theirs === undefined) return ours;
    return ours === undefined || own.isLonger === true ? theirs : Math.min(ours, theirs);
  };
  return { contacts: kept("contacts"), bodies: kept("bodies"), raw: kept("raw") };
}
