import type { KeptRefusal, Refusal } from "@relance/spec";

/** Why a row is refused that comes when the campaign is over. */
const OVER = "campaign/not-running";
const OVER_ADVICE = "the campaign was over before this row came; reach this person another way";

type Named = Pick<KeptRefusal, "line" | "key" | "contacts" | "digests" | "personKey">;

/** A row that nothing is wrong with: its contacts stay, for whoever reaches this person another way (R16). */
export function refusedFor(
  reason: string,
  advice: string,
  { line, key, contacts, digests, personKey }: Named,
): KeptRefusal {
  const refusal = { line, key, reason, advice, contacts };
  return personKey === undefined ? refusal : { ...refusal, digests, personKey };
}

/** A row for a campaign that is over. */
export function overRow(row: Named): KeptRefusal {
  return refusedFor(OVER, OVER_ADVICE, row);
}

/** What is told of a refused row: never an address. */
export function refusalOf({ line, key, reason, advice }: Refusal): Refusal {
  return { line, key, reason, advice };
}
