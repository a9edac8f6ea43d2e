import { Command } from "commander";
import { type AccountableOptions, withAccountability } from "../campaign/accountable-options.ts";
import { type IdentityOptions, identityOf, withIdentity } from "../campaign/identity-options.ts";
import { type LaneOptions, laneScope, laneText, unseenText, withLanes } from "../campaign/lane-options.ts";
import { readReview } from "../campaign/read-instant.ts";
import type { Act } from "../command.ts";
import { usageError } from "../usage-error.ts";

/** A pause nobody looks at again is silent loss: without `--review` it is an hour. */
const REVIEW = "1h";

interface PauseOptions extends IdentityOptions, AccountableOptions, LaneOptions {
  readonly review?: Date | undefined;
  readonly via?: string | undefined;
}

export function pauseCommand(act: Act): Command {
  const command = new Command("pause")
    .description("stop sending; answers are heard and deadlines run on")
    .argument("<name>", "campaign")
    .option("--via <instance>", "whoever waits for --provider leaves over this one, where the route has it")
    .option("--review <when>", "when it is looked at again: an instant, or 30m, 2h (default: 1h)", readReview);
  return withAccountability(withIdentity(withLanes(command))).action(
    act.gateway(async ({ gateway, output }, name: string, options: PauseOptions) => {
      const { as: actor, reason, review: reviewAt = readReview(REVIEW), provider, via } = options;
      const { step, slice } = options;
      if (via !== undefined && provider === undefined) throw usageError("--via needs --provider");
      const campaign = await gateway.campaigns.get(name, identityOf(options));
      const did = await campaign.pause({ actor, reason, reviewAt, ...laneScope(options), via });
      const at = reviewAt.toISOString();
      output.result(
        { paused: name, step, provider, slice, via, actor, reason, reviewAt: at, ...did },
        `${name} is paused${laneText(options)}; look at it again by ${at}, after that the audit complains${unseenText(options, did)}`,
      );
    }),
  );
}
