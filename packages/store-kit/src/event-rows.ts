import {
  attemptIdOf,
  CAUSES,
  dateOf,
  EVENT_KINDS,
  type EventKind,
  QUALITIES,
  type RelanceEvent,
} from "@relance/spec";

const NUMBERS = new Map<EventKind, number>(EVENT_KINDS.map((kind, number) => [kind, number]));

/** The number that a store keeps for a kind of event. */
export function kindNumber(kind: EventKind): number {
  return NUMBERS.get(kind) ?? 0;
}

/** An event as statements read it, with the words that its numbers stand for. */
export interface EventRow {
  readonly id: number;
  /** 0 = of the whole campaign. */
  readonly enrollment: number;
  readonly ver: number;
  readonly kind: number;
  readonly at: number;
  readonly attempt: number;
  readonly step: number;
  readonly cause: number;
  /** With an attempt a place in `QUALITIES`, else the number of `answer`. */
  readonly extra: number;
  readonly key: string | null;
  readonly name: string;
  readonly occurrence: string;
  readonly provider: string | null;
  readonly answer: string | null;
}

export function toEvent(row: EventRow): RelanceEvent {
  const type = EVENT_KINDS[row.kind] ?? "enrollment.enrolled";
  const cause = CAUSES[row.cause];
  const isOfPerson = row.enrollment !== 0;
  return {
    id: String(row.id),
    type,
    at: dateOf(row.at),
    campaign: { name: row.name, occurrence: row.occurrence },
    key: row.key ?? undefined,
    version: isOfPerson ? row.ver : undefined,
    attemptId: row.attempt === 0 ? undefined : attemptIdOf(row.attempt),
    provider: row.provider ?? undefined,
    step: isOfPerson ? row.step : undefined,
    cause: row.cause === 0 ? undefined : cause,
    answer: row.answer ?? undefined,
    quality: row.attempt !== 0 && row.extra !== 0 ? QUALITIES[row.extra] : undefined,
    late: type === "enrollment.acknowledged" ? cause === "late" : undefined,
  };
}
