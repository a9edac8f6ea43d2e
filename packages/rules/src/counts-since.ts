import type { Plan } from "@relance/spec";

const DAY_MS = 24 * 60 * 60_000;

/**
 * Returns the earliest time of an application's event that counts for this campaign. The default, a day before the
 * campaign was first defined, leaves time to import the audience, but excludes events of last month's campaign.
 */
export function countsSince({ since = { beforeMs: DAY_MS } }: Plan, definedAt: number): number {
  return "at" in since ? since.at : definedAt - since.beforeMs;
}
