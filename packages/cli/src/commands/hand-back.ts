import type { Command } from "commander";
import { orderCommand } from "../campaign/order-command.ts";
import type { Act } from "../command.ts";
import { counted } from "../output/number-text.ts";

export function handBackCommand(act: Act): Command {
  const does = "go on with people whose ladder was over, or whom you had taken over (exit 1 where one is left alone)";
  return orderCommand(act, "hand-back", does, {
    give: (campaign, people, by) => campaign.handBack(people, by),
    said: (moved) => `${counted(moved, "person is", "people are")} handed back`,
    unmoved: "is left alone: still open, confirmed, out of time (relance extend), or without a contact",
  });
}
