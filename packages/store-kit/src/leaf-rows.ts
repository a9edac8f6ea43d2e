import type { LeafRow, RelanceEvent } from "@relance/spec";
import { type EventRow, toEvent } from "./event-rows.ts";

/** An event as statements read it for a seal. */
export interface StoredLeaf extends EventRow {
  readonly campaign: number;
  /** Hex; null = erased. */
  readonly salt: string | null;
}

export function toLeaf(row: StoredLeaf): LeafRow {
  const event = toEvent(row);
  const { campaign, enrollment, salt } = row;
  return { event, campaign, enrollment, salt: salt ?? undefined, details: detailsOf(row, event) };
}

/** What leads to the person. It never changes from here on, so that the same bytes open the commitment years later. */
function detailsOf({ salt, key }: StoredLeaf, { type, by }: RelanceEvent): string | undefined {
  if (salt === null) return undefined;
  const isFirst = type === "enrollment.enrolled";
  return isFirst || by !== undefined ? JSON.stringify({ key: isFirst ? key : undefined, by }) : undefined;
}
