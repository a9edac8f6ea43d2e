import { STATE } from "@relance/rules";
import type { Page, RepliesInput, ReplyRow } from "@relance/spec";
import { replyRow, type StoredReply } from "../inbox/reply-row.ts";
import { SELECT_REPLY } from "../inbox/reply-rows.ts";
import type { Reading } from "../transaction/reading.ts";

/** Nobody has answered these: what no rule understood, of people who have not acknowledged since. */
const UNCLEAR = `r.status in (2, 3) and e.state <> ${STATE.acknowledged}`;

/** What people wrote back, oldest first. */
export async function replies({ sql }: Reading, input: RepliesInput): Promise<Page<ReplyRow>> {
  const { campaign, unclear = false, cursor = "0", limit } = input;
  const conditions = ["r.id > $1"];
  if (campaign !== undefined) conditions.push("r.campaign = $3");
  if (unclear) conditions.push(UNCLEAR);
  const statement = `${SELECT_REPLY} where ${conditions.join(" and ")} order by r.id limit $2`;
  const named = campaign === undefined ? [] : [campaign];
  const found = await sql.all<StoredReply>(statement, Number(cursor), limit, ...named);
  const last = found.at(-1);
  return {
    rows: found.map(replyRow),
    cursor: last === undefined || found.length < limit ? undefined : String(last.id),
  };
}
