import type { EventPage, EventsInput } from "@relance/spec";
import { type EventRow, toEvent } from "@relance/store-kit";
import {
  BEGINNING,
  type EventCursor,
  expired,
  isAhead,
  placeInFile,
  readCursor,
  takeCut,
  writeCursor,
} from "../event-cursor.ts";
import type { Reading } from "../reading.ts";
import type { Sql } from "../sql.ts";

const WANTED = "($7::integer is null or campaign = $7)";

/**
 * Committed after `from`, seen by `to`: of those that began before `from` by transaction, of all others by number.
 * `offset 0` keeps the first from being looked for by number, over everything there ever was.
 */
const FOUND = `select * from (
  (select * from (select own.* from pg_snapshot_xip($1::pg_snapshot) open (xid),
        lateral (select * from events v where v.xid = open.xid offset 0) own
      union all select * from events where xid >= pg_snapshot_xmax($1::pg_snapshot) and xid < $4::xid8
      offset 0) early
    where id > $3 and id <= $5 and pg_visible_in_snapshot(xid, $2::pg_snapshot) and ${WANTED} order by id limit $6)
  union all
  (select * from events where id > greatest($3::bigint, $5::bigint) and pg_visible_in_snapshot(xid, $2::pg_snapshot)
    and not pg_visible_in_snapshot(xid, $1::pg_snapshot) and ${WANTED} order by id limit $6)) found
  order by id limit $6`;

const PAGE = `select v.id, v.enrollment, v.ver, v.kind, v.at, v.attempt, v.step, v.cause, v.extra, p.key, c.name, c.occurrence,
    w.word as provider, x.word as answer
  from (${FOUND}) v join campaigns c on c.id = v.campaign left join people p on p.id = v.enrollment
    left join words w on w.id = v.provider left join words x on x.id = v.extra and v.attempt = 0
  order by v.id`;

/**
 * Events in an order in which none is skipped, and those of one person come as they happened. Numbers are taken before
 * their commit: a reader of "greater than the last" lost every fourth event under twelve writers.
 * @throws {StoreError} `events/cursor-expired`
 */
export async function events(
  { sql, context: { incarnation } }: Reading,
  { cursor, campaign, limit }: EventsInput,
): Promise<EventPage> {
  const inFile = placeInFile(incarnation, cursor ?? "");
  const isFirst = cursor === undefined || cursor === "" || inFile !== undefined;
  const known = isFirst ? undefined : readCursor(incarnation, cursor);
  const first = known === undefined || isThrough(known) ? [] : await found(sql, known, campaign, limit);
  if (known !== undefined && first.length >= limit)
    return page(incarnation, { ...known, last: String(first.at(-1)?.id ?? known.last) }, first);
  const now = await takeCut(sql);
  if (known !== undefined && isAhead(known.to, now)) throw expired();
  const next = { from: known?.to ?? BEGINNING, to: now, last: inFile ?? "0" };
  const more = await found(sql, next, campaign, limit - first.length);
  const last = String(more.at(-1)?.id ?? 0);
  const place = first.length + more.length < limit ? { ...next, from: now } : { ...next, last };
  return page(incarnation, place, [...first, ...more]);
}

const isThrough = ({ from, to }: EventCursor) => from.snapshot === to.snapshot;

function found(
  sql: Sql,
  { from, to, last }: EventCursor,
  campaign: number | undefined,
  limit: number,
): Promise<EventRow[]> {
  return sql.all<EventRow>(
    PAGE,
    from.snapshot,
    to.snapshot,
    last,
    from.upper,
    from.floor,
    limit,
    campaign ?? null,
  );
}

function page(incarnation: string, place: EventCursor, rows: readonly EventRow[]): EventPage {
  return { events: rows.map(toEvent), cursor: writeCursor(incarnation, place) };
}
