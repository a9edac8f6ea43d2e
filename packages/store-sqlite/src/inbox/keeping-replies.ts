import { mayTell } from "@relance/rules";
import { REPLY_STATUSES } from "@relance/spec";
import type { HotRow, KeptReply } from "@relance/store";
import { isSuppressed } from "../suppressions/suppressions.ts";
import { numberAt } from "../transaction/sql.ts";
import type { Work } from "../transaction/work.ts";

const INSERT =
  "insert into replies (inbox, enrollment, campaign, status, received_at, is_told, digest) values (?, ?, ?, ?, ?, ?, ?)";

const TOLD = `select max(received_at) from replies where enrollment = ? and status = ? and is_told = 1
  having count(*) > 0`;

/** Notes whom a reply concerns. Answers the matters that the sender may be told about. */
export function keepReply(
  work: Work,
  { inbox, status, rows, digest, isForUs }: KeptReply,
): readonly number[] {
  const number = REPLY_STATUSES.indexOf(status);
  if (rows.length === 0) work.sql.insert(INSERT, inbox, 0, 0, number, work.now, 0, digest ?? null);
  const told: number[] = [];
  for (const row of rows) {
    const mayAnswer = isForUs && digest !== undefined && status !== "suppressed";
    const isTold = mayAnswer && maySay(work, row, number, digest);
    work.sql.insert(INSERT, inbox, row.id, row.campaign, number, work.now, Number(isTold), null);
    if (isTold) told.push(row.id);
  }
  return told;
}

function maySay(work: Work, row: HotRow, status: number, digest: string): boolean {
  if (isSuppressed(work, work.version(row), "sms", digest)) return false;
  const last = work.sql.row(TOLD, row.id, status);
  return mayTell(last === undefined ? undefined : numberAt(last, 0), work.now);
}
