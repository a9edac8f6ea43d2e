import type { Command } from "commander";
import { peopleCommand, remarkOn } from "../campaign/people-command.ts";
import type { Act } from "../command.ts";
import { counted } from "../output/number-text.ts";

export function takeBackCommand(act: Act): Command {
  const does = "take back what somebody else pressed or replied in these people's names";
  return peopleCommand(act, "take-back", does, async (campaign, keys, { as: actor, reason }) => {
    const result = await campaign.takeBack(
      keys.map((key) => ({ key, reason })),
      actor,
    );
    const { reopened, confirmed, open, unknown } = result;
    return {
      result,
      said: `${counted(reopened, "answer is", "answers are")} taken back`,
      remarks: [
        ...remarkOn(confirmed, "stays confirmed by your own event: relance acknowledge --revoke takes that back"),
        ...remarkOn(open, "had not confirmed"),
        ...remarkOn(unknown, "is not enrolled"),
      ],
      isMistaken: confirmed.length + unknown.length > 0,
    };
  });
}
