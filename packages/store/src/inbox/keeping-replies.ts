import { mayTell } from "@relance/rules";
import { REPLY_STATUSES } from "@relance/spec";
import type { HotRow } from "../people/hot-row.ts";
import type { Hearing } from "./hearing.ts";
import type { KeptReply } from "./reply-sense.ts";

const COLUMNS = [
  ["inbox", "bigint"],
  ["enrollment", "bigint"],
  ["received_at", "bigint"],
  ["campaign", "int"],
  ["status", "smallint"],
  ["is_told", "smallint"],
  ["digest", "text"],
] as const;

/** Notes whom a reply concerns. Answers the matters that the sender may be told about. */
export function keepReply(
  hearing: Hearing,
  { inbox, status, rows, digest, isForUs }: KeptReply,
): readonly number[] {
  const { now, side } = hearing.work;
  const number = REPLY_STATUSES.indexOf(status);
  const into = side.into("replies", COLUMNS);
  if (rows.length === 0) into.add(inbox, 0, now, 0, number, 0, digest ?? null);
  const told: number[] = [];
  for (const row of rows) {
    const mayAnswer = isForUs && digest !== undefined && status !== "suppressed";
    const isTold = mayAnswer && maySay(hearing, row, number, digest);
    into.add(inbox, row.id, now, row.campaign, number, Number(isTold), null);
    if (!isTold) continue;
    told.push(row.id);
    hearing.told.tell(row.id, number);
  }
  return told;
}

function maySay({ work, rules, told }: Hearing, row: HotRow, status: number, digest: string): boolean {
  if (rules.forbids(work.version(row), "sms", digest)) return false;
  return mayTell(told.last(row.id, status), work.now);
}
