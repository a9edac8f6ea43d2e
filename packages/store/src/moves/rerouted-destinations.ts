import type { ClaimWant } from "@relance/spec";
import { BEHIND, REROUTED_DESTINATIONS, WALK_ROWS } from "../rows/closed-walks.ts";
import { firstDue } from "../rows/hot-row.ts";
import { numberAt } from "../rows/sql.ts";
import type { Work } from "../work/work.ts";
import { type SteeredDestinations, toOwnQueues } from "./claiming.ts";
import { personOf, withPerson } from "./ready-rows.ts";

const LED = `select w.id, string_agg(s.id::text, ',' order by s.id) from ${REROUTED_DESTINATIONS}
  and s.provider in (select id from words where word = $1) group by w.id order by w.id`;

const HELD = `${BEHIND} ${WALK_ROWS} for no key update skip locked`;
const NEXT = `${withPerson(HELD)} order by c.due_at, c.send_order, c.id`;

const LATER = firstDue("$1", "e.due_at > $2");

/**
 * Moves recipients of destinations that are rerouted to this provider into its queue. A claim for their own provider
 * would do so too, but not while that provider is closed. Returns when to continue.
 */
export async function gatherRerouted(
  work: Work,
  { provider, slots }: ClaimWant,
  destinations: SteeredDestinations,
): Promise<number | undefined> {
  if (slots === 0 || destinations.size === 0) return undefined;
  const { walks } = work.context;
  let next = Number.POSITIVE_INFINITY;
  for (const row of await work.sql.rows(LED, provider)) {
    const whole = numberAt(row, 0);
    const from = walks.from(whole, String(row[1]), work.now);
    const found = await work.sql.rows(NEXT, whole, from.dueAt, from.sendOrder, from.id, work.now);
    const held = await work.rows.adopt(found);
    const people = held.map((person, place) => personOf(person, found[place] ?? []));
    await toOwnQueues(work, people, destinations);
    const isThrough = found.length < WALK_ROWS;
    const { dueAt, sendOrder, id } = held.at(-1) ?? from; // before a claim changes them
    work.afterCommit(() => walks.reached(whole, { dueAt, sendOrder, id }, isThrough ? work.now : undefined));
    const later = isThrough ? (await work.sql.row(LATER, whole, work.now))?.[0] : work.now;
    next = Math.min(next, Number(later ?? next));
    if (people.length > 0) await work.flush();
  }
  return Number.isFinite(next) ? next : undefined;
}
