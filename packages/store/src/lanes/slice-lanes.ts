import { slicePart, usableContact } from "@relance/rules";
import type { KeptContact, Plan } from "@relance/spec";
import { contactPlace } from "../people/contacts.ts";
import type { HotRow } from "../people/hot-row.ts";

/** The lanes of slices: by the lane that they are a part of, then by the number of the slice's word. */
export type Slices = ReadonlyMap<number, ReadonlyMap<number, number>>;

/** From rows of whole lane, slice's word, slice's lane. */
export function slicesOf(rows: readonly (readonly number[])[]): Slices {
  const slices = new Map<number, Map<number, number>>();
  for (const [whole = 0, slice = 0, lane = 0] of rows)
    slices.set(whole, (slices.get(whole) ?? new Map()).set(slice, lane));
  return slices;
}

/** The slice that somebody's next message belongs to; "" = nobody knows, for there is nowhere to send it. */
export function sliceOf(row: HotRow, plan: Plan, contacts: readonly KeptContact[]): string {
  const channel = plan.steps[row.step]?.channel;
  if (channel === undefined) return "";
  const contact = usableContact(row, channel);
  const kept = contact < 0 ? undefined : contacts[contactPlace(contacts, channel, contact)];
  return kept === undefined ? "" : (kept.part ?? slicePart(channel, kept.address));
}
