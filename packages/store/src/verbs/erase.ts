import type { EraseAnswer, EraseInput } from "@relance/spec";
import { attemptsOf } from "../moves/find-enrollments.ts";
import { forgetPeople } from "../moves/forget-people.ts";
import { forgottenPerson } from "../rows/forgotten.ts";
import { clearInbox } from "../rows/inbox-facts.ts";
import { numberAt, numbersIn } from "../rows/sql.ts";
import type { Work } from "../work/work.ts";

const MOST_BATCHES = 50;
const TOGETHER = 200;

const OPEN = `select digest, through, until from tombstones
  where through = (select min(through) from tombstones where through >= 0) limit ${TOGETHER} for update skip locked`;
const MATTERS = "select id from people where person = any($1::text[])";
const NEXT = `select id from inbox where id > $1 and id <= $2 and attempt = any($3::bigint[])
  and (raw <> 0 or item is not null) order by id`;
const THROUGH = "update tombstones set through = $2 where digest = any($1::text[])";

/** Receipts and signals name only an attempt, so inbound items are scanned. Returns whether items remain. */
async function clearLeftovers(work: Work): Promise<boolean> {
  const { sql } = work;
  const open = await sql.rows(OPEN);
  const [first] = open;
  if (first === undefined) return false;
  const digests = open.map((row) => row[0] as string);
  const attempts = await attemptsOf(sql, numbersIn(await sql.rows(MATTERS, digests.map(forgottenPerson))));
  const until = Math.max(...numbersIn(open, 2));
  const end = Math.min(until, numberAt(first, 1) + MOST_BATCHES * work.context.settings.batch);
  if (attempts.length > 0) {
    const rows = await sql.rows(NEXT, numberAt(first, 1), end, attempts);
    await clearInbox(work, numbersIn(rows));
  }
  const isDone = end >= until || attempts.length === 0;
  await sql.run(THROUGH, digests, isDone ? -1 : end);
  return true; // there may be more rows; the scan ends with a call that finds none
}

export async function erase(work: Work, input: EraseInput): Promise<EraseAnswer> {
  if (input.people.length === 0) {
    const more = await clearLeftovers(work);
    return { enrollments: 0, cancelled: 0, more, isLogged: false };
  }
  return { ...(await forgetPeople(work, input)), more: true, isLogged: false };
}
