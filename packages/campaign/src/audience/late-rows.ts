import { comesTooLate, contactBit, place } from "@relance/rules";
import { type AdmittedRow, type CampaignDefinition, CHANNELS, type RefusedRow } from "@relance/spec";
import { compilePlan } from "../plan/compile-plan.ts";

/** Why such a row is refused, and what its line says; the same words as in a store. */
const REASON = "too-late";
const ADVICE =
  "the steps no longer fit before this person's deadline with their full waits; reach this person another way";

/**
 * With `ifLate: refuse`: tells who would be refused by a start at `now`, as far as a file shows it; what people said no
 * to, and deadlines that were extended, stand in the store. `undefined` = the campaign refuses nobody for being late.
 */
export function lateRows(
  definition: CampaignDefinition,
  now: number,
): ((row: AdmittedRow) => RefusedRow | undefined) | undefined {
  if (definition.ifLate !== "refuse") return undefined;
  const plan = compilePlan(definition, (instance) => {
    const channel = CHANNELS.find((name) => instance.startsWith(`${name}.`)) ?? "sms";
    return { channel, vendor: "", receipts: false, lookup: false }; // time asks nothing of providers
  });
  return ({ line, key, contacts, deadline, steps, zone }) => {
    let has = 0;
    for (const { channel } of contacts) has |= contactBit(channel, 0);
    const until = "at" in deadline ? deadline.at : now + deadline.afterMs;
    const { row } = place({ has, optedOut: 0, steps, deadline: until, zone }, plan, now);
    return comesTooLate(row, plan, now) ? { line, key, reason: REASON, advice: ADVICE, contacts } : undefined;
  };
}
