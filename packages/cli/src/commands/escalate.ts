import type { Command } from "commander";
import { orderCommand } from "../campaign/order-command.ts";
import type { Act } from "../command.ts";
import { counted } from "../output/number-text.ts";

export function escalateCommand(act: Act): Command {
  return orderCommand(act, "escalate", "send these people their next step now (exit 1 where one is left alone)", {
    give: (campaign, people, by) => campaign.escalate(people, by),
    said: (moved) => `${counted(moved, "person is", "people are")} moved on`,
    unmoved: "is left alone: the ladder is over",
  });
}
