import type { Plan } from "@relance/spec";

const DAY_MS = 24 * 60 * 60_000;

/**
 * Returns the earliest time of an application's event that counts for this campaign. By default that is a day before the campaign
 * was first defined: time to export and import the audience, but too short for an event of last month's campaign.
 */
export function countsSince({ since = { beforeMs: DAY_MS } }: Plan, definedAt: number): number {
  return "at" in since ? since.at : definedAt - since.beforeMs;
}
