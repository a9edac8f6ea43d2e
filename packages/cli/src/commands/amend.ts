import { loadCampaign } from "@relance/campaign";
import { Command } from "commander";
import { type AccountableOptions, withAccountability } from "../campaign/accountable-options.ts";
import { type IdentityOptions, identityOf, withIdentity } from "../campaign/identity-options.ts";
import { pathOf } from "../campaign/path-of.ts";
import { checkFile } from "../check/check-file.ts";
import type { Act } from "../command.ts";
import { withGateway } from "../config/with-gateway.ts";
import { EXIT } from "../exit-code.ts";
import { counted } from "../output/number-text.ts";

/** `relance amend`: other texts, waits or routes for everybody who has not begun their step. */
export function amendCommand(act: Act): Command {
  const command = new Command("amend")
    .description("give a running campaign other texts, waits or routes, where nothing of the step has left")
    .argument("<file>", "campaign file");
  return withAccountability(withIdentity(command)).action(
    act((session, file: string, options: IdentityOptions & AccountableOptions) =>
      withGateway(session, async ({ gateway, config }) => {
        const { problems } = await checkFile(session, file, { config, people: false });
        if (problems.length > 0) return EXIT.mistakes;
        const loaded = await loadCampaign(pathOf(session.host, file), { templates: config.templates ?? {} });
        const { name } = loaded.definition;
        const { as: actor, reason } = options;
        const campaign = await gateway.campaigns.get(name, identityOf(options));
        const { version, moved } = await campaign.amend(loaded, { actor, reason });
        const people = counted(moved, "person takes", "people take");
        session.output.result(
          { amended: name, version, moved, actor, reason },
          `${name} has version ${version}: ${people} it`,
        );
        return EXIT.ok;
      }),
    ),
  );
}
