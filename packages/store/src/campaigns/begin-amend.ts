import type { DefineInput } from "@relance/spec";
import { orderText } from "../counts/event-rows.ts";
import { moveName } from "../people/hand-move.ts";
import type { Work } from "../transaction/work.ts";
import { amendCampaign } from "./campaigns.ts";

const BEGIN = `insert into moves (campaign, move, actor, reason, through) values ($1, $2, $3, $4, 0)
  on conflict do nothing`;

/** With the version itself: whoever dies before the first slice leaves an order that others go on with. */
export async function beginAmend(
  work: Work,
  campaign: number,
  version: number,
  by: NonNullable<DefineInput["amendedBy"]>,
): Promise<void> {
  const name = moveName({ campaign, move: "amend", version, ...by });
  await work.sql.run(BEGIN, campaign, name, by.actor, by.reason);
  const order = orderText(by);
  await work.words.need([order]);
  await amendCampaign(work, campaign, work.word(order));
}
