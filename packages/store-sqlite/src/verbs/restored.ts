import { type RestoredAnswer, StoreError } from "@relance/spec";
import { numbersFrom } from "@relance/store";
import { keepPlace } from "../open/place.ts";
import { numberAt, type Sql } from "../transaction/sql.ts";
import type { Work } from "../transaction/work.ts";
import { refuseWhileAlive } from "../workers/live-workers.ts";

const FROM = "select value from meta where name = 'numbers_from'";
const KEEP =
  "insert into meta (name, value) values ('numbers_from', ?) on conflict do update set value = excluded.value";
const LAST = "select coalesce((select seq from sqlite_sequence where name = ?), 0)";
const ADD =
  "insert into sqlite_sequence (name, seq) select ?1, 0 where not exists (select 1 from sqlite_sequence where name = ?1)";
const SET = "update sqlite_sequence set seq = ? where name = ?";
/** Their numbers leave the house; those of people are given by {@link firstFree}. */
const NUMBERED = ["attempts", "events"] as const;

/**
 * This file is a copy of an older state: numbers of people, messages and events go on where none was given out.
 * @throws {StoreError} `store/busy` while a process works with it
 */
export function restored(work: Work): RestoredAnswer {
  const { sql, context } = work;
  refuseWhileAlive(work);
  const given = NUMBERED.map((table) => numberAt(sql.row(LAST, table) ?? [0], 0));
  const from = Math.max(numbersFrom(work.now), firstFree(sql), ...given.map((last) => last + 1));
  if (!Number.isSafeInteger(from)) throw new StoreError("store/damaged", "there are no numbers left");
  sql.run(KEEP, from);
  for (const table of NUMBERED) {
    sql.run(ADD, table);
    sql.run(SET, from - 1, table);
  }
  keepPlace(sql, context.place);
  return { from };
}

/** The number of whoever is enrolled next. */
export function firstFree(sql: Sql): number {
  const last = numberAt(sql.row("select coalesce(max(id), 0) from enrollments") ?? [0], 0);
  return Math.max(last + 1, startOfNumbers(sql));
}

/** Where numbers began anew; 1 = never. */
export function startOfNumbers(sql: Sql): number {
  return numberAt(sql.row(FROM) ?? [1], 0);
}
