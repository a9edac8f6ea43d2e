import type { ClaimWant, KeptContact } from "@relance/spec";
import type { QueueShare } from "../rows/driver.ts";
import { EventLog } from "../rows/event-log.ts";
import { HOT_WIDTH, type HotRow } from "../rows/hot-row.ts";
import type { PacedQueue } from "../rows/queue-pace.ts";
import type { Row } from "../rows/sql.ts";
import type { Work } from "../work/work.ts";

export interface OpenQueue extends PacedQueue {
  readonly id: number;
  readonly provider: number;
  readonly releasedThrough: number;
  readonly claimedAt: number;
  readonly campaign: number;
  readonly weight: number;
  readonly version: number;
  nextAt: number;
  /** Time at which the queue's rates permit the next message; absent if it was not computed. */
  opensAt?: number;
}

export interface ReadyPerson {
  readonly row: HotRow;
  readonly key: string;
  readonly contacts: readonly KeptContact[];
  readonly digests: readonly string[];
  readonly variables: string;
  readonly box: string | undefined;
  readonly locale: string | undefined;
  readonly timezone: string | undefined;
  readonly salt: string | undefined;
}

/** Columns of the table alias `p`, in the order that {@link readyPerson} reads. */
export const PERSON = "p.key, p.contacts, p.digests, p.variables, p.box, p.locale, p.timezone, encode(p.salt, 'hex')";

/** SQL: adds the columns of {@link PERSON} to hot rows. The hot rows are read only once. */
export const withPerson = (rows: string): string => `with c as materialized (${rows})
    select c.*, ${PERSON} from c join people p on p.id = c.id`;

export async function readyPeople(
  work: Work,
  queues: readonly OpenQueue[],
  want: ClaimWant,
  {
    most,
    slots,
    fromStart,
  }: { readonly most: (queue: OpenQueue) => number; readonly slots: number; readonly fromStart: boolean },
): Promise<ReadyPerson[]> {
  const { driver, floors } = work.context;
  const shares = queues.map((queue): QueueShare => {
    const { id, releasedThrough, version } = queue;
    return { id, releasedThrough, most: most(queue), ...floors.of(id, fromStart ? -1 : version) };
  });
  const query = { now: work.now, sendBudgetMs: want.sendBudgetMs, shares, slots };
  const [rows = [], drawn = []] = await work.sql.together<readonly Row[]>([
    () => driver.readyRows(work.sql, query),
    () => EventLog.draw(driver, work.sql, work.log.size + slots),
  ]);
  const held = await work.rows.adopt(rows);
  work.log.reserve(drawn);
  const order = new Map(queues.map(({ id }, place) => [id, place]));
  const queueOrder = (values: Row) => order.get(values[3] as number) ?? 0;
  return rows
    .map((values, place) => ({ values, row: held[place] }))
    .sort(
      (a, b) =>
        queueOrder(a.values) - queueOrder(b.values) ||
        (a.values[15] as number) - (b.values[15] as number) ||
        (a.values[4] as number) - (b.values[4] as number),
    )
    .flatMap(({ values, row }) => (row === undefined ? [] : [readyPerson(row, values)]));
}

export function readyPerson(row: HotRow, values: Row): ReadyPerson {
  const beside = values.slice(HOT_WIDTH) as (string | null)[];
  const [key, contacts, digests, variables, box, locale, timezone, salt] = beside;
  return {
    row,
    key: key ?? "",
    contacts: JSON.parse(contacts ?? "[]") as KeptContact[],
    digests: (digests ?? "").split(" "),
    variables: variables ?? "{}",
    box: box ?? undefined,
    locale: locale ?? undefined,
    timezone: timezone ?? undefined,
    salt: salt ?? undefined,
  };
}
