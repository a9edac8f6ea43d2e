import { Command } from "commander";
import { type AccountableOptions, withAccountability } from "../campaign/accountable-options.ts";
import { type IdentityOptions, identityOf, withIdentity } from "../campaign/identity-options.ts";
import type { Act } from "../command.ts";
import { withGateway } from "../config/with-gateway.ts";
import { EXIT } from "../exit-code.ts";
import { counted } from "../output/number-text.ts";

/** `relance cancel`: ends a campaign for everybody who has not confirmed. */
export function cancelCommand(act: Act): Command {
  const command = new Command("cancel")
    .description("end a campaign for everybody who has not confirmed; what is on the wire settles")
    .argument("<name>", "campaign");
  return withAccountability(withIdentity(command)).action(
    act((session, name: string, options: IdentityOptions & AccountableOptions) =>
      withGateway(session, async ({ gateway }) => {
        const { as: actor, reason } = options;
        const campaign = await gateway.campaigns.get(name, identityOf(options));
        const cancelled = await campaign.cancel({ actor, reason });
        const people = counted(cancelled, "person", "people");
        session.output.result({ cancelled, actor, reason }, `${name} is cancelled for ${people}`);
        return EXIT.ok;
      }),
    ),
  );
}
