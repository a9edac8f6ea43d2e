import type { LeafRow, RelanceEvent } from "@relance/spec";
import type { AttemptIds } from "../attempt-ids.ts";
import { numberAt, type Row } from "../transaction/sql.ts";
import { type EventRow, toEvent } from "./event-rows.ts";

/** How many columns of a leaf are those of {@link EventRow}. */
const EVENT_WIDTH = 21;

/** What statements read for a seal behind the columns of {@link EventRow}. */
type LeafColumns = readonly [
  /** Hex; null = erased. */
  salt: string | null,
  content: string | null,
  template: string | null,
  /** Hash of what the far end sent; null = nothing, or erased. */
  raw: string | null,
  /** The acknowledgement; null = there is none, or erased. */
  method: string | null,
  source: string | null,
  sourceId: string | null,
  occurredAt: number | null,
  receivedAt: number | null,
  shown: string | null,
];

/** An event as it is sealed: with its details, as far as somebody may still read them. */
export function toLeaf(row: Row, ids: AttemptIds): LeafRow {
  const event = toEvent(row as unknown as EventRow, ids);
  const beside = row.slice(EVENT_WIDTH) as unknown as LeafColumns;
  const [salt, content, template] = beside;
  const details = salt === null ? undefined : detailsOf(event, beside);
  return {
    event,
    campaign: numberAt(row, 1),
    enrollment: numberAt(row, 2),
    template: template ?? undefined,
    content: content ?? undefined,
    details: details === undefined ? undefined : JSON.stringify(details),
    salt: salt ?? undefined,
  };
}

/** What leads to the person. It never changes from here on, so that the same bytes open the commitment years later. */
function detailsOf({ type, key, by }: RelanceEvent, beside: LeafColumns): object | undefined {
  const [, , , raw, method, source, sourceId, occurredAt, receivedAt, shown] = beside;
  if (type === "enrollment.enrolled") return { key: key ?? null, by };
  if (raw !== null) return { raw };
  if (method !== null) return { method, source, sourceId, occurredAt, receivedAt, shown: shown ?? undefined, by };
  return by === undefined ? undefined : { by };
}
