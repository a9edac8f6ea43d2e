import { Command } from "commander";
import { type AccountableOptions, withAccountability } from "../campaign/accountable-options.ts";
import { type IdentityOptions, identityOf, withIdentity } from "../campaign/identity-options.ts";
import type { Act } from "../command.ts";
import { EXIT } from "../exit-code.ts";
import { counted } from "../output/number-text.ts";
import { checkedFile } from "../start/start-file.ts";

export function amendCommand(act: Act): Command {
  const command = new Command("amend")
    .description("give a running campaign other texts, waits or routes, where nothing of the step has left")
    .argument("<file>", "campaign file");
  return withAccountability(withIdentity(command)).action(
    act.gateway(async (opened, file: string, options: IdentityOptions & AccountableOptions) => {
      const { gateway, output } = opened;
      const loaded = await checkedFile(opened, file);
      if (loaded === undefined) return EXIT.mistakes;
      const { name } = loaded.definition;
      const { as: actor, reason } = options;
      const campaign = await gateway.campaigns.get(name, identityOf(options));
      const { version, moved } = await campaign.amend(loaded, { actor, reason });
      const people = counted(moved, "person takes", "people take");
      output.result({ amended: name, version, moved, actor, reason }, `${name} has version ${version}: ${people} it`);
    }),
  );
}
