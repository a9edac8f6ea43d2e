import { Command } from "commander";
import { type AccountableOptions, withAccountability } from "../campaign/accountable-options.ts";
import { type IdentityOptions, identityOf, withIdentity } from "../campaign/identity-options.ts";
import { readInstant } from "../campaign/read-instant.ts";
import type { Act } from "../command.ts";
import { counted, numberText } from "../output/number-text.ts";

interface ExtendOptions extends IdentityOptions, AccountableOptions {
  readonly until: Date;
}

export function extendCommand(act: Act): Command {
  const command = new Command("extend")
    .description("move the deadline later, and go on with those who had run out of time")
    .argument("<name>", "campaign")
    .requiredOption("--until <instant>", "the new deadline, such as 2013-08-22T23:59:00+02:00", readInstant);
  return withAccountability(withIdentity(command)).action(
    act.gateway(async ({ gateway, output }, name: string, { until, as: actor, reason, ...options }: ExtendOptions) => {
      const campaign = await gateway.campaigns.get(name, identityOf(options));
      const { moved, reopened } = await campaign.extend({ until, actor, reason });
      const people = counted(moved, "person", "people");
      output.result(
        { moved, reopened, until: until.toISOString(), actor, reason },
        `${name} ends at ${until.toISOString()} for ${people}; ${numberText(reopened)} of them had run out of time and ${reopened === 1 ? "goes" : "go"} on`,
      );
    }),
  );
}
