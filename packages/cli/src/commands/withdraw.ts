import type { Command } from "commander";
import { peopleCommand, remarkOn } from "../campaign/people-command.ts";
import type { Act } from "../command.ts";
import { counted } from "../output/number-text.ts";

export function withdrawCommand(act: Act): Command {
  const does = "end a campaign for some people (exit 1 where one is not enrolled)";
  return peopleCommand(act, "withdraw", does, async (campaign, keys, { as: actor, reason }) => {
    const result = await campaign.withdraw(
      keys.map((key) => ({ key, reason })),
      actor,
    );
    return {
      result,
      said: `${counted(result.withdrawn, "person is", "people are")} withdrawn`,
      remarks: remarkOn(result.unknown, "is not enrolled"),
      isMistaken: result.unknown.length > 0,
    };
  });
}
