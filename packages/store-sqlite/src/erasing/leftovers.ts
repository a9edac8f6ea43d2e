import { forgottenPerson } from "@relance/store";
import { numberAt } from "../transaction/sql.ts";
import type { Work } from "../transaction/work.ts";
import { attemptsOf } from "./attempts-of.ts";
import { clearInbox } from "./clear-inbox.ts";

/** Items looked at before the time is. */
const BATCH = 2_000;
/** People looked for at once. */
const TOGETHER = 200;

const OPEN = `select digest, through, until from tombstones
  where through = (select min(through) from tombstones where through >= 0) limit ${TOGETHER}`;
const MATTERS = "select id from people where person = ?";
const NEXT = `select id from inbox where id > ?1 and id <= ?2 and attempt in (select value from json_each(?3))
  and (raw <> 0 or item is not null)`;

interface OpenTombstone {
  readonly digest: string;
  readonly through: number;
  readonly until: number;
}

/**
 * Looks for what came in about messages to people who were forgotten: receipts and hints name an attempt, and have no
 * index by person. Answers whether there is more.
 */
export function clearLeftovers(work: Work): boolean {
  for (;;) {
    const open = work.sql.all<OpenTombstone>(OPEN);
    if (open.length === 0) return false;
    if (clearSome(work, open)) return true;
  }
}

/** True = the slice is over. */
function clearSome(work: Work, open: readonly OpenTombstone[]): boolean {
  const { sql } = work;
  const attempts = JSON.stringify(open.flatMap(({ digest }) => attemptsUnder(work, digest)));
  const until = Math.max(...open.map((one) => one.until));
  let through = open[0]?.through ?? 0;
  while (through < until && attempts !== "[]") {
    const end = Math.min(until, through + BATCH);
    for (const row of sql.rows(NEXT, through, end, attempts)) clearInbox(work, numberAt(row, 0));
    through = end;
    if (work.isSliceOver && through < until) break;
  }
  const isDone = through >= until || attempts === "[]";
  for (const { digest } of open) {
    sql.run("update tombstones set through = ? where digest = ?", isDone ? -1 : through, digest);
  }
  return !isDone;
}

function attemptsUnder({ sql }: Work, tombstone: string): number[] {
  return sql.rows(MATTERS, forgottenPerson(tombstone)).flatMap((row) => attemptsOf(sql, numberAt(row, 0)));
}
