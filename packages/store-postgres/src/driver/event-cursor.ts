import { cursorExpired, type EventQuery, eventNumberIn, type Row, type Sql } from "@relance/store";

const WANTED = "($7::integer is null or campaign = $7)";

/**
 * Finds events that were committed after `from` and that `to` can see. Transactions older than `from` are found by
 * their ids, other events by their numbers. `offset 0` keeps the first part from scanning all events by number.
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

/**
 * Reads events so that no reader misses one. One recipient's events are in the order in which they happened. Events get
 * their numbers before the commit, so a reader of "greater than the last number" would miss events of parallel writers.
 * @throws {StoreError} `events/cursor-expired`
 */
export async function eventPage(
  sql: Sql,
  { fields, join, incarnation, cursor, campaign, limit }: EventQuery,
): Promise<{ readonly rows: readonly Row[]; readonly cursor: string }> {
  const text = `select ${fields} from (${FOUND}) v ${join} order by v.id`;
  const found = ({ from, to, last }: EventCursor, most: number): Promise<Row[]> =>
    sql.rows(text, from.snapshot, to.snapshot, last, from.upper, from.floor, most, campaign ?? null);
  const inFile = eventNumberIn(incarnation, cursor ?? ""); // a cursor of the SQLite file that was transferred here
  const isFirst = cursor === undefined || cursor === "" || inFile !== undefined;
  const known = isFirst ? undefined : readCursor(incarnation, cursor);
  const first = known === undefined || isThrough(known) ? [] : await found(known, limit);
  if (known !== undefined && first.length >= limit)
    return {
      rows: first,
      cursor: writeCursor(incarnation, { ...known, last: String(first.at(-1)?.[0] ?? known.last) }),
    };
  const now = (await sql.one<Cut>(TAKE)) as Cut;
  // a restored server lacks transactions that the reader has already seen
  if (known !== undefined && BigInt(known.to.upper) > BigInt(now.upper)) throw cursorExpired();
  const next = { from: known?.to ?? BEGINNING, to: now, last: String(inFile ?? 0) };
  const more = await found(next, limit - first.length);
  const last = String(more.at(-1)?.[0] ?? 0);
  const place = first.length + more.length < limit ? { ...next, from: now } : { ...next, last };
  return { rows: [...first, ...more], cursor: writeCursor(incarnation, place) };
}

const isThrough = ({ from, to }: EventCursor) => from.snapshot === to.snapshot;

/**
 * The set of events that were visible at one moment. Open transactions may still add events with lower numbers, so
 * `snapshot` lists transactions instead of an event number. `upper` and `floor` speed up the next page: transactions
 * from number `upper` on had not begun to write, so their events have numbers above `floor`.
 */
interface Cut {
  readonly snapshot: string;
  readonly upper: string;
  readonly floor: string;
}

interface EventCursor {
  readonly from: Cut;
  readonly to: Cut;
  readonly last: string;
}

/** A cut before all events. In a restored database, transaction 3 wrote all rows. */
const BEGINNING: Cut = { snapshot: "3:3:", upper: "3", floor: "0" };

// The floor must be read before the next transaction number, which `age` reads once per transaction.
const TAKE = `with floor as materialized (select case when is_called then last_value else 0 end as id from event_ids)
  select pg_current_snapshot()::text as snapshot, floor.id::text as floor,
    (pg_snapshot_xmin(pg_current_snapshot())::text::bigint + age(pg_snapshot_xmin(pg_current_snapshot())::xid))::text
      as upper
  from floor`;

function writeCursor(incarnation: string, { from, to, last }: EventCursor): string {
  const cuts = [from, to].flatMap(({ snapshot, upper, floor }) => [snapshot, upper, floor]);
  return [incarnation, ...cuts, last].join("~");
}

const CURSOR = /^[^~]+(~\d+:\d+:[\d,]*~\d+~\d+){2}~\d+$/;

function readCursor(incarnation: string, text: string): EventCursor {
  const [of, ...parts] = text.split("~");
  if (of !== incarnation || !CURSOR.test(text)) throw cursorExpired();
  const [fromSnapshot = "", fromUpper = "", fromFloor = "", snapshot = "", upper = "", floor = "", last = "0"] = parts;
  return { from: { snapshot: fromSnapshot, upper: fromUpper, floor: fromFloor }, to: { snapshot, upper, floor }, last };
}
