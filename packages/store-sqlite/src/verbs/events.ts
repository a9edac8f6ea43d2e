import {
  attemptIdOf,
  CAUSES,
  dateOf,
  EVENT_KINDS,
  type EventPage,
  type EventsInput,
  QUALITIES,
  type RelanceEvent,
  StoreError,
} from "@relance/spec";
import type { StoreContext } from "../context.ts";
import { numberAt } from "../sql.ts";

const PAGE = `select v.id, v.campaign, v.enrollment, v.ver, v.kind, v.at, v.attempt, v.step, v.provider, v.cause, v.extra,
  p.key, c.name, c.occurrence from events v join campaigns c on c.id = v.campaign
  left join people p on p.id = v.enrollment where v.id > ?1 and (?2 is null or v.campaign = ?2) order by v.id limit ?3`;

const BOUNDS = `select coalesce(min(id), 0), coalesce((select seq from sqlite_sequence where name = 'events'), 0) from events`;

interface EventRow {
  readonly id: number;
  readonly enrollment: number;
  readonly ver: number;
  readonly kind: number;
  readonly at: number;
  readonly attempt: number;
  readonly step: number;
  readonly provider: number;
  readonly cause: number;
  readonly extra: number;
  readonly key: string | null;
  readonly name: string;
  readonly occurrence: string;
}

/**
 * Events in the order of their commits.
 * @throws {StoreError} `events/cursor-expired`
 */
export function events(context: StoreContext, { cursor, campaign, limit }: EventsInput): EventPage {
  const from = cursor === undefined || cursor === "" ? 0 : placeOf(context, cursor);
  const rows = context.sql.all<EventRow>(PAGE, from, campaign ?? null, limit);
  const last = rows.at(-1)?.id ?? from;
  return { events: rows.map((row) => toEvent(context, row)), cursor: `${context.incarnation}.${last}` };
}

/** A cursor of another life of this store, or of events that are gone, is an error, never silence. */
function placeOf({ sql, incarnation }: StoreContext, cursor: string): number {
  const dot = cursor.lastIndexOf(".");
  const place = Number(cursor.slice(dot + 1));
  const bounds = sql.row(BOUNDS) ?? [0, 0];
  const isKnown = cursor.slice(0, dot) === incarnation && Number.isSafeInteger(place) && dot > 0;
  if (!isKnown || place > numberAt(bounds, 1) || (place > 0 && place < numberAt(bounds, 0) - 1)) {
    throw new StoreError("events/cursor-expired", "the cursor names events that this store does not have");
  }
  return place;
}

function toEvent({ words }: StoreContext, row: EventRow): RelanceEvent {
  const type = EVENT_KINDS[row.kind] ?? "enrollment.enrolled";
  const cause = CAUSES[row.cause];
  const isOfPerson = row.enrollment !== 0;
  const isAttempt = row.attempt !== 0; // then `extra` is a quality, else the word of an answer
  return {
    id: String(row.id),
    type,
    at: dateOf(row.at),
    campaign: { name: row.name, occurrence: row.occurrence },
    key: row.key ?? undefined,
    version: isOfPerson ? row.ver : undefined,
    attemptId: row.attempt === 0 ? undefined : attemptIdOf(row.attempt),
    provider: row.provider === 0 ? undefined : words.wordOf(row.provider),
    step: isOfPerson ? row.step : undefined,
    cause: row.cause === 0 ? undefined : cause,
    answer: isAttempt || row.extra === 0 ? undefined : words.wordOf(row.extra),
    quality: isAttempt && row.extra !== 0 ? QUALITIES[row.extra] : undefined,
    late: type === "enrollment.acknowledged" ? cause === "late" : undefined,
  };
}
