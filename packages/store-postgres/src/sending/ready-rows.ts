import type { ClaimWant, KeptContact } from "@relance/spec";
import type { HotRow, PacedLane } from "@relance/store-kit";
import { EventLog } from "../events/event-log.ts";
import { HOT_COLUMNS, HOT_WIDTH } from "../people/row.ts";
import { numbers } from "../transaction/literals.ts";
import type { Row } from "../transaction/sql.ts";
import type { Work } from "../transaction/work.ts";

/** An open lane that a want can be served from. */
export interface OpenLane extends PacedLane {
  readonly id: number;
  readonly provider: number;
  readonly releasedThrough: number;
  readonly claimedAt: number;
  readonly campaign: number;
  readonly weight: number;
  readonly version: number;
  nextAt: number;
  /** When it may go on at its rate, and at the one that it shares with others; absent = it was not looked at. */
  opensAt?: number;
}

/** Somebody whose message could leave now: the person is held, the contacts are read. */
export interface ReadyPerson {
  readonly row: HotRow;
  readonly key: string;
  readonly contacts: readonly KeptContact[];
  readonly digests: readonly string[];
  /** JSON. */
  readonly variables: string;
  readonly locale: string | undefined;
  readonly timezone: string | undefined;
  /** Hex; absent = erased. */
  readonly salt: string | undefined;
}

/** Columns of the table alias `p` in the order that {@link personOf} reads. */
export const PERSON =
  "p.key, p.contacts, p.digests, p.variables, p.locale, p.timezone, encode(p.salt, 'hex')";

/**
 * Materialized, so that no plan runs the limit twice. The lanes come in their order, and each stops at its share; a limit that
 * comes from a row is none to the planner, so there is one inside that it knows.
 */
function select(skipsLocked: boolean): string {
  return `with c as materialized (select e.* from unnest($1::int[], $2::bigint[], $3::bigint[], $4::bigint[], $7::int[])
        l (id, due_from, ord_from, released, most),
      lateral (select * from (select ${HOT_COLUMNS} from enrollments e where e.phase = 1 and e.lane = l.id
        and (e.due_at, e.ord) >= (l.due_from, l.ord_from) and e.due_at <= $5 and e.deadline >= $6 and e.ord < l.released
        order by e.due_at, e.ord limit $9 for no key update ${skipsLocked ? "skip locked" : ""}) e
        limit l.most) e
      limit $8)
    select c.*, ${PERSON} from c join people p on p.id = c.id`;
}

const SELECT = select(true);
const SELECT_WAITING = select(false);

/** Holds people of these lanes who are due: of each at most its share, `slots` in all. From the floors, or from the start. */
export async function readyPeople(
  work: Work,
  lanes: readonly OpenLane[],
  want: ClaimWant,
  {
    most,
    slots,
    fromStart,
  }: {
    readonly most: (lane: OpenLane) => number;
    readonly slots: number;
    readonly fromStart: boolean;
  },
): Promise<ReadyPerson[]> {
  const { floors, settings } = work.context;
  const from = lanes.map(({ id, version }) => floors.of(id, fromStart ? -1 : version));
  const values = [
    numbers(lanes.map(({ id }) => id)),
    numbers(from.map(({ dueAt }) => dueAt)),
    numbers(from.map(({ ord }) => ord)),
    numbers(lanes.map(({ releasedThrough }) => releasedThrough)),
    work.now,
    work.now + want.sendBudgetMs,
    numbers(lanes.map(most)),
    slots,
    Math.max(...lanes.map(most)),
  ];
  const text = settings.skipsLocked ? SELECT : SELECT_WAITING;
  const [rows = [], drawn = []] = await work.sql.together([
    () => work.sql.rows(text, ...values),
    () => EventLog.draw(work.sql, work.log.size + slots),
  ]);
  const held = await work.rows.adopt(rows);
  work.log.reserve(drawn);
  const order = new Map(lanes.map(({ id }, place) => [id, place]));
  const laneOf = (values: Row) => order.get(values[3] as number) ?? 0;
  return rows
    .map((values, place) => ({ values, row: held[place] }))
    .sort(
      (a, b) =>
        laneOf(a.values) - laneOf(b.values) ||
        (a.values[15] as number) - (b.values[15] as number) ||
        (a.values[4] as number) - (b.values[4] as number),
    )
    .flatMap(({ values, row }) => (row === undefined ? [] : [personOf(row, values)]));
}

/** Somebody whose row begins with {@link HOT_COLUMNS}. */
export function personOf(row: HotRow, values: Row): ReadyPerson {
  const [key, contacts, digests, variables, locale, timezone, salt] = values.slice(HOT_WIDTH) as (
    | string
    | null
  )[];
  return {
    row,
    key: key ?? "",
    contacts: JSON.parse(contacts ?? "[]") as KeptContact[],
    digests: (digests ?? "").split(" "),
    variables: variables ?? "{}",
    locale: locale ?? undefined,
    timezone: timezone ?? undefined,
    salt: salt ?? undefined,
  };
}
