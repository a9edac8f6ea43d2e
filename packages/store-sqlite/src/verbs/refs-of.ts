import type { AttemptRef, ForgottenPerson } from "@relance/spec";
import { attemptsOf } from "../erasing/attempts-of.ts";
import { MATTERS } from "../erasing/forget-person.ts";
import type { StoreContext } from "../transaction/context.ts";
import { numberAt } from "../transaction/sql.ts";

const REF = "select id as attempt, ref from attempts where id = ? and ref is not null";

/** Providers' own ids of the messages that were meant for these people. */
export function refsOf({ sql }: StoreContext, people: readonly ForgottenPerson[]): AttemptRef[] {
  const matters = people.flatMap(({ key, tenant }) => sql.rows(MATTERS, key, tenant));
  const attempts = matters.flatMap((row) => attemptsOf(sql, numberAt(row, 0)));
  return attempts.flatMap((attempt) => sql.one<AttemptRef>(REF, attempt) ?? []);
}
