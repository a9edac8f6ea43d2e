import {
  CAUSES,
  type Cause,
  dateOf,
  EVENT_KINDS,
  type EventDetails,
  type EventKind,
  QUALITIES,
  type RelanceEvent,
  type Steering,
} from "@relance/spec";
import type { AttemptIds } from "./attempt-ids.ts";
import { numberAt, type Row } from "./sql.ts";

const NUMBERS = new Map<EventKind, number>(EVENT_KINDS.map((kind, number) => [kind, number]));

/** The stored number of an event kind. */
export function kindNumber(kind: EventKind): number {
  return NUMBERS.get(kind) ?? 0;
}

/** True for events that only an order causes: their word is the order instead of an answer. */
export function isOrdered(type: EventKind, cause: Cause | undefined): boolean {
  if (type.startsWith("campaign.") || type === "enrollment.revealed" || type === "enrollment.rescheduled") return true;
  return type === "enrollment.cancelled" || type === "enrollment.reopened" || cause === "manual";
}

/** An event as read by statements, with words resolved. An array, because thousands are read together. */
export type EventRow = readonly [
  id: number,
  campaign: number,
  /** 0 = of the whole campaign. */
  enrollment: number,
  ver: number,
  kind: number,
  at: number,
  attempt: number,
  step: number,
  cause: number,
  /** With an attempt an index in `QUALITIES`, else the number of `answer`. */
  extra: number,
  key: string | null,
  /** For a refused row: its line in the source. */
  line: number | null,
  name: string,
  occurrence: string,
  provider: string | null,
  answer: string | null,
  /** For a whole campaign: the change to its queues (JSON). */
  steering: string | null,
  /** With `evidence.sealed`: the seal with the number in `extra`. */
  sealedAt: number | null,
  leaves: number | null,
  root: string | null,
  chain: string | null,
];

/** The kind whose `extra` is a seal's number. */
export const SEALED: number = kindNumber("evidence.sealed");
/** The kind whose `source` is a refused row's number, and whose `extra` is the reason. */
export const REFUSED: number = kindNumber("enrollment.refused");

/** An event in its public form. */
export function toEvent(row: EventRow, ids: AttemptIds): RelanceEvent {
  const [id, , enrollment, version, kind, at, attempt, step, causedBy, extra, key, line, name, occurrence] = row;
  const [, , , , , , , , , , , , , , provider, answer, steering, sealedAt, leaves, root, chain] = row;
  const type = EVENT_KINDS[kind] ?? "enrollment.enrolled";
  const cause = CAUSES[causedBy];
  const word = answer ?? undefined;
  const hasOrder = isOrdered(type, cause);
  const isOfPerson = enrollment !== 0;
  const isRefusal = type === "enrollment.refused";
  const isSealed = sealedAt !== null && leaves !== null && root !== null && chain !== null;
  return {
    id: String(id),
    type,
    at: dateOf(at),
    campaign: { name, occurrence },
    key: key ?? undefined,
    version: isOfPerson ? version : undefined,
    attemptId: attempt === 0 ? undefined : ids.idOf(attempt),
    provider: provider ?? undefined,
    step: isOfPerson ? step : undefined,
    steering: steering === null ? undefined : (JSON.parse(steering) as Steering),
    cause: causedBy === 0 ? undefined : cause,
    answer: hasOrder || isRefusal ? undefined : word,
    by: hasOrder ? word : undefined,
    quality: attempt !== 0 && extra !== 0 ? QUALITIES[extra] : undefined,
    late: type === "enrollment.acknowledged" ? cause === "late" : undefined,
    reason: isRefusal ? word : undefined,
    line: line ?? undefined,
    seal: isSealed ? { number: extra, at: dateOf(sealedAt).toISOString(), leaves, root, chain } : undefined,
  };
}

/** Number of {@link EventRow} columns in a leaf. */
const EVENT_WIDTH = 21;

/** Columns of a leaf after those of {@link EventRow}. */
type LeafColumns = readonly [
  /** Hex; null = erased. */
  salt: string | null,
  content: string | null,
  template: string | null,
  /** Hash of the API's request; null = none, or erased. */
  raw: string | null,
  /** The acknowledgement; null = none, or erased. */
  method: string | null,
  source: string | null,
  sourceId: string | null,
  occurredAt: number | null,
  receivedAt: number | null,
  shown: string | null,
];

/** An event in its sealed form, with its details unless erased. */
export function toDetails(row: Row, ids: AttemptIds): EventDetails {
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

/** Identifying data. It must never change, so that the same bytes open the commitment years later. */
function detailsOf({ type, key, by }: RelanceEvent, beside: LeafColumns): object | undefined {
  const [, , , raw, method, source, sourceId, occurredAt, receivedAt, shown] = beside;
  if (type === "enrollment.enrolled") return { key: key ?? null, by };
  if (raw !== null) return { raw };
  if (method !== null) return { method, source, sourceId, occurredAt, receivedAt, shown: shown ?? undefined, by };
  return by === undefined ? undefined : { by };
}
