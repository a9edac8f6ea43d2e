import { hash } from "node:crypto";
import { isEncrypted, type LeafRow, type RelanceEvent } from "@relance/spec";
import type { AttemptIds } from "../attempt-ids.ts";
import { type EventRow, toEvent } from "./event-rows.ts";

/** An event as statements read it for a seal. */
export interface StoredLeaf extends EventRow {
  readonly campaign: number;
  /** Hex; null = erased. */
  readonly salt: string | null;
  readonly template: string | null;
  readonly content: string | null;
  /** What the far end sent; null = nothing, or erased. */
  readonly raw: Uint8Array | null;
  /** The acknowledgement; null = there is none, or erased. */
  readonly method: string | null;
  readonly via: string | null;
  readonly sourceId: string | null;
  readonly occurredAt: number | null;
  readonly receivedAt: number | null;
  readonly shown: string | null;
}

/** An event as it is sealed: with its details, as far as somebody may still read them. */
export function toLeaf(row: StoredLeaf, ids: AttemptIds): LeafRow {
  const event = toEvent(row, ids);
  const { campaign, enrollment } = row;
  const isHidden = row.salt !== null && row.raw !== null && isEncrypted(row.raw);
  const details = row.salt === null || isHidden ? undefined : detailsOf(row, event);
  return {
    event,
    campaign,
    enrollment,
    template: row.template ?? undefined,
    content: row.content ?? undefined,
    details: details === undefined ? undefined : JSON.stringify(details),
    salt: row.salt ?? undefined,
    ...(isHidden && row.raw !== null && { raw: row.raw }),
  };
}

/** What leads to the person. It never changes from here on, so that the same bytes open the commitment years later. */
function detailsOf(row: StoredLeaf, { type, by }: RelanceEvent): object | undefined {
  if (type === "enrollment.enrolled") return { key: row.key, by };
  if (row.raw !== null) return { raw: hash("sha256", row.raw, "hex") };
  if (row.method !== null) {
    const { method, via: source, sourceId, occurredAt, receivedAt, shown } = row;
    return { method, source, sourceId, occurredAt, receivedAt, shown: shown ?? undefined, by };
  }
  return by === undefined ? undefined : { by };
}
