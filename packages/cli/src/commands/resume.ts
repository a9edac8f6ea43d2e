import { Command } from "commander";
import { type AccountableOptions, withAccountability } from "../campaign/accountable-options.ts";
import { type IdentityOptions, identityOf, withIdentity } from "../campaign/identity-options.ts";
import type { Act } from "../command.ts";
import { withGateway } from "../config/with-gateway.ts";
import { EXIT } from "../exit-code.ts";

/** `relance resume`: opens the gates again. */
export function resumeCommand(act: Act): Command {
  const command = new Command("resume")
    .description("send again after a pause")
    .argument("<name>", "campaign");
  return withAccountability(withIdentity(command)).action(
    act((session, name: string, options: IdentityOptions & AccountableOptions) =>
      withGateway(session, async ({ gateway }) => {
        const { as: actor, reason } = options;
        const campaign = await gateway.campaigns.get(name, identityOf(options));
        await campaign.resume({ actor, reason });
        session.output.result({ resumed: name, actor, reason }, `${name} sends again`);
        return EXIT.ok;
      }),
    ),
  );
}
