import { Command } from "commander";
import { type AccountableOptions, withAccountability } from "../campaign/accountable-options.ts";
import { type IdentityOptions, identityOf, withIdentity } from "../campaign/identity-options.ts";
import { readReview } from "../campaign/read-instant.ts";
import type { Act } from "../command.ts";
import { withGateway } from "../config/with-gateway.ts";
import { EXIT } from "../exit-code.ts";

/** A pause nobody looks at again is silent loss: without `--review` it is an hour. */
const REVIEW = "1h";

interface PauseOptions extends IdentityOptions, AccountableOptions {
  readonly review?: Date | undefined;
}

/** `relance pause`: closes the gates of a campaign; acknowledgements and deadlines go on. */
export function pauseCommand(act: Act): Command {
  const command = new Command("pause")
    .description("stop sending; answers are heard and deadlines run on")
    .argument("<name>", "campaign")
    .option(
      "--review <when>",
      "when it is looked at again: an instant, or 30m, 2h (default: 1h)",
      readReview,
    );
  return withAccountability(withIdentity(command)).action(
    act((session, name: string, options: PauseOptions) =>
      withGateway(session, async ({ gateway }) => {
        const { as: actor, reason, review: reviewAt = readReview(REVIEW) } = options;
        const campaign = await gateway.campaigns.get(name, identityOf(options));
        await campaign.pause({ actor, reason, reviewAt });
        const at = reviewAt.toISOString();
        session.output.result(
          { paused: name, actor, reason, reviewAt: at },
          `${name} is paused; look at it again by ${at}, after that the audit complains`,
        );
        return EXIT.ok;
      }),
    ),
  );
}
