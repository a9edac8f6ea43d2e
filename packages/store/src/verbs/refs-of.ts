import type { AttemptRef, ForgottenPerson } from "@relance/spec";
import { attemptsOf } from "../erasing/attempts-of.ts";
import { findMatters } from "../erasing/find-matters.ts";
import type { Reading } from "../transaction/reading.ts";
import { listOf } from "../transaction/sql.ts";

const REFS = "select id as attempt, ref from attempts where id = any($1::bigint[]) and ref is not null";

/** Providers' own ids of the messages that were meant for these people. */
export async function refsOf({ sql }: Reading, people: readonly ForgottenPerson[]): Promise<AttemptRef[]> {
  const usable = people.filter(({ key }) => !key.includes("\0"));
  const matters = await findMatters(sql, usable);
  const attempts = await attemptsOf(
    sql,
    matters.map(({ id }) => id),
  );
  return attempts.length === 0 ? [] : sql.all<AttemptRef>(REFS, listOf(attempts));
}
