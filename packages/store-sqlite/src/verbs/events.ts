import { type EventPage, type EventsInput, StoreError } from "@relance/spec";
import { type EventRow, REFUSED, SEALED, toEvent } from "@relance/store";
import type { StoreContext } from "../transaction/context.ts";
import { numberAt } from "../transaction/sql.ts";

/** What an event says was done to lanes. */
export const STEERING: string = "case v.enrollment when 0 then v.content end as steering";
/** What an event says of a seal. */
export const SEAL_FIELDS: string = "s.at as sealedAt, s.leaves, s.root, s.chain";
export const JOIN_SEAL: string = `left join seals s on v.kind = ${SEALED} and s.campaign = v.campaign and s.number = v.extra`;

/** Whom and which line an event is about; of a refused row they stand there. */
export const NAMES: string = "coalesce(p.key, f.key) as key, f.line";
export const JOIN_NAMES: string = `left join people p on p.id = v.enrollment
  left join refusals f on v.kind = ${REFUSED} and f.id = v.source`;

const PAGE = `select v.id, v.enrollment, v.ver, v.kind, v.at, v.attempt, v.step, v.cause, v.extra, ${NAMES}, c.name, c.occurrence,
    w.word as provider, x.word as answer, ${STEERING}, ${SEAL_FIELDS} from events v join campaigns c on c.id = v.campaign
  ${JOIN_NAMES} left join words w on w.id = v.provider
  left join words x on x.id = v.extra and v.attempt = 0 and v.kind <> ${SEALED} ${JOIN_SEAL}
  where v.id > ?1 and (?2 is null or v.campaign = ?2) order by v.id limit ?3`;

const BOUNDS = `select coalesce(min(id), 0), coalesce((select seq from sqlite_sequence where name = 'events'), 0) from events`;

/**
 * Events in the order of their commits.
 * @throws {StoreError} `events/cursor-expired`
 */
export function events(context: StoreContext, { cursor, campaign, limit }: EventsInput): EventPage {
  const from = cursor === undefined || cursor === "" ? 0 : placeOf(context, cursor);
  const rows = context.sql.all<EventRow>(PAGE, from, campaign ?? null, limit);
  const last = rows.at(-1)?.id ?? from;
  return {
    events: rows.map((row) => toEvent(row, context.attemptIds)),
    cursor: `${context.incarnation}.${last}`,
  };
}

/** A cursor of another life of this store, or of events that are gone, is an error, never silence. */
export function placeOf({ sql, incarnation }: StoreContext, cursor: string): number {
  const dot = cursor.lastIndexOf(".");
  const place = Number(cursor.slice(dot + 1));
  const bounds = sql.row(BOUNDS) ?? [0, 0];
  const isKnown = cursor.slice(0, dot) === incarnation && Number.isSafeInteger(place) && dot > 0;
  if (!isKnown || place > numberAt(bounds, 1) || (place > 0 && place < numberAt(bounds, 0) - 1)) {
    throw new StoreError(
      "events/cursor-expired",
      "the cursor names events that this store does not have; begin again without one",
    );
  }
  return place;
}
