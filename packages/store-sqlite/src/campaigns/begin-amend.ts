import type { DefineInput } from "@relance/spec";
import { moveName, orderText } from "@relance/store";
import type { Work } from "../transaction/work.ts";
import { amendCampaign } from "./campaigns.ts";

const BEGIN =
  "insert into moves (campaign, move, actor, reason, through) values (?, ?, ?, ?, 0) on conflict do nothing";

/** With the version itself: whoever dies before the first slice leaves an order that others go on with. */
export function beginAmend(
  work: Work,
  campaign: number,
  version: number,
  by: NonNullable<DefineInput["amendedBy"]>,
): void {
  const name = moveName({ campaign, move: "amend", version, ...by });
  work.sql.run(BEGIN, campaign, name, by.actor, by.reason);
  amendCampaign(work, campaign, work.word(orderText(by)));
}
