import type { RestoredAnswer } from "@relance/spec";
import { numberAt, numbersFrom, refuseWhileAlive, type Sql, type Work } from "@relance/store";
import { keepPlace } from "../open/place.ts";

/** No process begins to work meanwhile. */
const ALONE = "lock table workers in share row exclusive mode";
const LAST = `select greatest((select last_value from enrollment_ids), (select last_value from attempt_ids),
  (select last_value from event_ids))`;
const KEEP = `insert into meta (name, value) values ('numbers_from', $1)
  on conflict (name) do update set value = excluded.value`;
/** Their numbers leave the house. */
const SEQUENCES = ["enrollment_ids", "attempt_ids", "event_ids"] as const;
/** The widest step of a sequence: numbers of one step belong to a process. */
const STEP = 1_000;

/**
 * This database is a copy of an older state: numbers of people, messages and events go on where none was given out.
 * @throws {StoreError} `store/busy` while a process works with it
 */
export async function restored(work: Work): Promise<RestoredAnswer> {
  const { sql, context } = work;
  await sql.run(ALONE);
  await refuseWhileAlive(work);
  const last = numberAt((await sql.row(LAST)) ?? [0], 0);
  const from = Math.max(numbersFrom(work.now), last + STEP);
  await startNumbers(sql, from);
  await keepPlace(sql);
  context.ids.forget();
  return { from };
}

/** Lets numbers begin anew there, where they are lower yet. */
export async function startNumbers(sql: Sql, from: number): Promise<void> {
  await sql.run(KEEP, String(from));
  for (const name of SEQUENCES)
    await sql.run(`select setval('${name}', greatest(last_value, $1::bigint), false) from ${name}`, from);
}
