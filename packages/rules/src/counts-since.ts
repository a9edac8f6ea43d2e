import type { Plan } from "@relance/spec";

const DAY_MS = 24 * 60 * 60_000;

/**
 * From when on an event of the caller is about this campaign: what happened before belongs to an earlier enrollment of the
 * same person. The day before the campaign was first defined covers what happened between the export of the audience
 * and its import; more would let last month's event close this month's enrollment.
 */
export function countsSince({ since = { beforeMs: DAY_MS } }: Plan, definedAt: number): number {
  return "at" in since ? since.at : definedAt - since.beforeMs;
}
