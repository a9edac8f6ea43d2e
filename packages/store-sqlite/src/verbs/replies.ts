import { STATE } from "@relance/rules";
import type { Page, RepliesInput, ReplyRow } from "@relance/spec";
import { replyRow, type StoredReply } from "@relance/store";
import { SELECT_REPLY } from "../inbox/reply-rows.ts";
import type { StoreContext } from "../transaction/context.ts";

/** Nobody has answered these: what no rule understood, of people who have not acknowledged since. */
const UNCLEAR = `r.status in (2, 3) and e.state <> ${STATE.acknowledged}`;

/** What people wrote back, oldest first. */
export function replies({ sql }: StoreContext, input: RepliesInput): Page<ReplyRow> {
  const { campaign, unclear = false, cursor = "0", limit } = input;
  const conditions = ["r.id > ?"];
  if (campaign !== undefined) conditions.push("r.campaign = ?");
  if (unclear) conditions.push(UNCLEAR);
  const statement = `${SELECT_REPLY} where ${conditions.join(" and ")} order by r.id limit ?`;
  const named = campaign === undefined ? [] : [campaign];
  const found = sql.all<StoredReply>(statement, Number(cursor), ...named, limit);
  const last = found.at(-1);
  return {
    rows: found.map(replyRow),
    cursor: last === undefined || found.length < limit ? undefined : String(last.id),
  };
}
