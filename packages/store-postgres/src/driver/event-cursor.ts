import { cursorExpired, type Sql } from "@relance/store";

/**
 * What a reader had seen at one moment. A transaction may have begun before it and end after it, so no number alone can
 * say that: `snapshot` names the transactions.
 *
 * The other two only make the page after it quick to find. Whoever got a transaction number of `upper` or later had
 * not begun to write, so their events have numbers above `floor`: a transaction has its own number before it takes any
 * for events.
 */
export interface Cut {
  readonly snapshot: string;
  readonly upper: string;
  readonly floor: string;
}

/** Everything committed after `from` and up to `to`, by number; `last` was delivered. */
export interface EventCursor {
  readonly from: Cut;
  readonly to: Cut;
  readonly last: string;
}

/** Before everything. Rows of a restored database say that transaction 3 wrote them. */
export const BEGINNING: Cut = { snapshot: "3:3:", upper: "3", floor: "0" };

// The floor is read before the next transaction number is: `age` counts up to it, and reads it once a transaction.
const TAKE = `with floor as materialized (select case when is_called then last_value else 0 end as id from event_ids)
  select pg_current_snapshot()::text as snapshot, floor.id::text as floor,
    (pg_snapshot_xmin(pg_current_snapshot())::text::bigint + age(pg_snapshot_xmin(pg_current_snapshot())::xid))::text
      as upper
  from floor`;

/** What can be seen now. At most one in a transaction. */
export async function takeCut(sql: Sql): Promise<Cut> {
  const cut = await sql.one<Cut>(TAKE);
  if (cut === undefined) throw new Error("the server does not say what it sees");
  return cut;
}

export function writeCursor(incarnation: string, { from, to, last }: EventCursor): string {
  const cuts = [from, to].flatMap(({ snapshot, upper, floor }) => [snapshot, upper, floor]);
  return [incarnation, ...cuts, last].join("~");
}

const CURSOR = /^[^~]+(~\d+:\d+:[\d,]*~\d+~\d+){2}~\d+$/;

/** @throws {StoreError} `events/cursor-expired`: it belongs to another life of the store, or to none */
export function readCursor(incarnation: string, text: string): EventCursor {
  const [of, ...parts] = text.split("~");
  if (of !== incarnation || !CURSOR.test(text)) throw cursorExpired();
  const [
    fromSnapshot = "",
    fromUpper = "",
    fromFloor = "",
    snapshot = "",
    upper = "",
    floor = "",
    last = "0",
  ] = parts;
  return {
    from: { snapshot: fromSnapshot, upper: fromUpper, floor: fromFloor },
    to: { snapshot, upper, floor },
    last,
  };
}

/** The server has forgotten transactions that the reader has seen: it was set back. */
export function isAhead(cut: Cut, of: Cut): boolean {
  return BigInt(cut.upper) > BigInt(of.upper);
}
