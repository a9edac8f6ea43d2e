import { type RestoredAnswer, StoreError } from "@relance/spec";
import { numbersFrom, refuseWhileAlive, type Work } from "@relance/store";
import { keepPlace } from "../open/place.ts";
import type { SqliteSql } from "../transaction/sql.ts";

const FROM = "select value from meta where name = 'numbers_from'";
const KEEP = `insert into meta (name, value) values ('numbers_from', ?)
  on conflict do update set value = excluded.value`;
/** Their numbers leave the house. */
const SEQUENCES = ["enrollment_ids", "attempt_ids", "event_ids"] as const;
const LAST = "select coalesce(max(last), 0) from sequences";
const START = `insert into sequences (name, last) values (?, ?)
  on conflict do update set last = max(last, excluded.last)`;

/**
 * This file is a copy of an older state: numbers of people, messages and events go on where none was given out.
 * @throws {StoreError} `store/busy` while a process works with it
 */
export async function restored(work: Work, sql: SqliteSql, place: string): Promise<RestoredAnswer> {
  await refuseWhileAlive(work);
  const last = Number(sql.native(LAST)[0]?.[0]);
  const from = Math.max(numbersFrom(work.now), last + 1);
  if (!Number.isSafeInteger(from)) throw new StoreError("store/damaged", "there are no numbers left");
  sql.change(KEEP, [String(from)]);
  for (const name of SEQUENCES) sql.change(START, [name, from - 1]);
  keepPlace(sql, place);
  work.context.ids.forget();
  return { from };
}

/** Where numbers began anew; 1 = never. */
export function startOfNumbers(sql: SqliteSql): number {
  return Number(sql.native(FROM)[0]?.[0] ?? 1);
}
