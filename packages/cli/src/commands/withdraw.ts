import { Command } from "commander";
import { type AccountableOptions, withAccountability } from "../campaign/accountable-options.ts";
import { type IdentityOptions, identityOf, withIdentity } from "../campaign/identity-options.ts";
import type { Act } from "../command.ts";
import { withGateway } from "../config/with-gateway.ts";
import { EXIT } from "../exit-code.ts";
import { counted } from "../output/number-text.ts";
import { onOneLine } from "../output/printable.ts";

/** `relance withdraw`: ends a campaign for the people named. */
export function withdrawCommand(act: Act): Command {
  const command = new Command("withdraw")
    .description("end a campaign for some people (exit 1 where one is not enrolled)")
    .argument("<name>", "campaign")
    .argument("<keys...>", "the people's keys in your system");
  return withAccountability(withIdentity(command)).action(
    act((session, name: string, keys: string[], options: IdentityOptions & AccountableOptions) =>
      withGateway(session, async ({ gateway }) => {
        const { output } = session;
        const campaign = await gateway.campaigns.get(name, identityOf(options));
        const people = keys.map((key) => ({ key, reason: options.reason }));
        const { withdrawn, unknown } = await campaign.withdraw(people, options.as);
        output.result({ withdrawn, unknown }, `${counted(withdrawn, "person is", "people are")} withdrawn`);
        for (const key of unknown) output.warn(`${onOneLine(key)} is not enrolled`);
        return unknown.length === 0 ? EXIT.ok : EXIT.mistakes;
      }),
    ),
  );
}
