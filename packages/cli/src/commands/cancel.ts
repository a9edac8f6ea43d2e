import { Command } from "commander";
import { type AccountableOptions, withAccountability } from "../campaign/accountable-options.ts";
import { type IdentityOptions, identityOf, withIdentity } from "../campaign/identity-options.ts";
import type { Act } from "../command.ts";
import { counted } from "../output/number-text.ts";

export function cancelCommand(act: Act): Command {
  const command = new Command("cancel")
    .description("end a campaign for everybody who has not confirmed; what is on the wire settles")
    .argument("<name>", "campaign");
  return withAccountability(withIdentity(command)).action(
    act.gateway(async ({ gateway, output }, name: string, options: IdentityOptions & AccountableOptions) => {
      const { as: actor, reason } = options;
      const campaign = await gateway.campaigns.get(name, identityOf(options));
      const cancelled = await campaign.cancel({ actor, reason });
      const people = counted(cancelled, "person", "people");
      output.result({ cancelled, actor, reason }, `${name} is cancelled for ${people}`);
    }),
  );
}
