import { Command } from "commander";
import { type AccountableOptions, withAccountability } from "../campaign/accountable-options.ts";
import { type IdentityOptions, identityOf, withIdentity } from "../campaign/identity-options.ts";
import type { Act } from "../command.ts";
import { withGateway } from "../config/with-gateway.ts";
import { EXIT } from "../exit-code.ts";
import { counted } from "../output/number-text.ts";
import { onOneLine } from "../output/printable.ts";

/** `relance take-back`: an answer was somebody else's. */
export function takeBackCommand(act: Act): Command {
  const command = new Command("take-back")
    .description("take back what somebody else pressed or replied in these people's names")
    .argument("<name>", "campaign")
    .argument("<keys...>", "the people's keys in your system");
  return withAccountability(withIdentity(command)).action(
    act((session, name: string, keys: string[], options: IdentityOptions & AccountableOptions) =>
      withGateway(session, async ({ gateway }) => {
        const { output } = session;
        const campaign = await gateway.campaigns.get(name, identityOf(options));
        const people = keys.map((key) => ({ key, reason: options.reason }));
        const { reopened, confirmed, open, unknown } = await campaign.takeBack(people, options.as);
        const said = `${counted(reopened, "answer is", "answers are")} taken back`;
        output.result({ reopened, confirmed, open, unknown }, said);
        for (const key of confirmed) {
          output.warn(
            `${onOneLine(key)} stays confirmed by your own event: relance acknowledge --revoke takes that back`,
          );
        }
        for (const key of open) output.warn(`${onOneLine(key)} had not confirmed`);
        for (const key of unknown) output.warn(`${onOneLine(key)} is not enrolled`);
        return confirmed.length + unknown.length === 0 ? EXIT.ok : EXIT.mistakes;
      }),
    ),
  );
}
