import { PHASE } from "@relance/rules";
import type { ClaimWant } from "@relance/spec";
import { BEHIND, LED_SLICES, WALK_ROWS } from "../lanes/closed-walks.ts";
import { numberAt } from "../transaction/sql.ts";
import type { Work } from "../transaction/work.ts";
import { type Slices, withoutSlices } from "./claiming.ts";
import { PERSON, personOf } from "./ready-rows.ts";

const LED = `select w.id, string_agg(s.id::text, ',' order by s.id) from ${LED_SLICES}
  and s.provider in (select id from words where word = $1) group by w.id order by w.id`;

function select(skipsLocked: boolean): string {
  return `with c as materialized (${BEHIND} ${WALK_ROWS} for no key update ${skipsLocked ? "skip locked" : ""})
    select c.*, ${PERSON} from c join people p on p.id = c.id order by c.due_at, c.ord, c.id`;
}

const NEXT = select(true);
const NEXT_WAITING = select(false);

const LATER = `select due_at from enrollments where phase = ${PHASE.ready} and lane = $1 and due_at > $2
  order by due_at limit 1`;

/**
 * Whoever belongs to a slice that is led over this provider waits in its lane from now on. A claim for their own provider
 * would bring them there as well, but not while it takes nothing. Answers when there is more to look at.
 */
export async function gatherLed(
  work: Work,
  { provider, slots }: ClaimWant,
  slices: Slices,
): Promise<number | undefined> {
  if (slots === 0 || slices.size === 0) return undefined;
  const { walks, settings } = work.context;
  let next = Number.POSITIVE_INFINITY;
  for (const row of await work.sql.rows(LED, provider)) {
    const whole = numberAt(row, 0);
    const from = walks.from(whole, String(row[1]), work.now);
    const text = settings.skipsLocked ? NEXT : NEXT_WAITING;
    const found = await work.sql.rows(text, whole, from.dueAt, from.ord, from.id, work.now);
    const held = await work.rows.adopt(found);
    const people = held.map((person, place) => personOf(person, found[place] ?? []));
    await withoutSlices(work, people, slices);
    const isThrough = found.length < WALK_ROWS;
    const { dueAt, ord, id } = held.at(-1) ?? from; // a claim may change them
    work.afterCommit(() => walks.reached(whole, { dueAt, ord, id }, isThrough ? work.now : undefined));
    const later = isThrough ? (await work.sql.row(LATER, whole, work.now))?.[0] : work.now;
    next = Math.min(next, Number(later ?? next));
    if (people.length > 0) await work.flush();
  }
  return Number.isFinite(next) ? next : undefined;
}
