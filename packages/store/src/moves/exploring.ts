import { drawnPosition, paceAt, planStep } from "@relance/rules";
import type { ClaimWant } from "@relance/spec";
import { type HotRow, readyIn } from "../rows/hot-row.ts";
import { GATE, type Rates } from "../rows/queue-holds.ts";
import { SLOW_COLUMNS, type SlowedRow, slowedPace } from "../rows/queue-pace.ts";
import type { StoredRow } from "../rows/sql.ts";
import type { Work } from "../work/work.ts";
import type { ReadyPerson } from "./ready-rows.ts";

/** A queue whose first recipient has waited this long gets no randomly assigned recipients. */
const SLOW_MS = 1_000;

/** SQL: queues in $1 without a backlog whose provider at the route's start accepts messages at $2. */
const OPEN = `select l.id, l.released_through as "releasedThrough", l.rates, ${SLOW_COLUMNS}
  from queues l left join providers p on p.provider = l.provider
  where l.gate = ${GATE.open} and coalesce(p.faults, 0) = 0 and coalesce(p.closed_until, 0) <= $2::bigint
    and l.id = any($1::int[]) and l.provider = l.planned
    and not exists (select 1 from enrollments e where ${readyIn("l.id")} and e.due_at <= $2::bigint - ${SLOW_MS})`;
type OpenRow = SlowedRow & StoredRow<"id" | "releasedThrough", "rates">;

export type ExploredPlaces = ReadonlyMap<HotRow, number>;

/** Assigns random recipients to the route's next vendor if the queue of that vendor is open and fast. */
export async function exploredPlaces(
  work: Work,
  people: readonly ReadyPerson[],
  {
    want: { provider },
    destinations,
  }: { readonly want: ClaimWant; readonly destinations: ReadonlyMap<number, unknown> },
): Promise<ExploredPlaces> {
  const drawn = people.flatMap(({ row }) => {
    const { plan, queues } = work.version(row);
    const place = drawnPosition(row, plan, row.sendOrder);
    if (place === undefined || planStep(plan, row.step)?.route[0]?.provider !== provider) return [];
    const own = queues[row.step - 1] ?? [];
    const queue = own[place] ?? 0;
    return row.queue === own[0] && !destinations.has(queue) ? [{ row, place, queue }] : [];
  });
  if (drawn.length === 0) return new Map();
  const asked = [...new Set(drawn.map(({ queue }) => queue))];
  const released = new Map<number, number>();
  for (const row of await work.sql.all<OpenRow>(OPEN, asked, work.now)) {
    const { pace: _planned, ...slower } = JSON.parse(row.rates) as Rates;
    const isSlow = Object.keys(slower).length > 0 || paceAt(slowedPace(row), work.now) !== undefined;
    if (!isSlow) released.set(row.id, row.releasedThrough);
  }
  const open = drawn.filter(({ row, queue }) => row.sendOrder < (released.get(queue) ?? 0));
  return new Map(open.map(({ row, place }) => [row, place]));
}
