import { Command, InvalidArgumentError } from "commander";
import {
  type AccountableOptions,
  type IdentityOptions,
  parseIdentity,
  withAccountability,
  withIdentity,
} from "../campaign/campaign-options.ts";
import { readInstant } from "../campaign/read-values.ts";
import type { Act } from "../command.ts";
import { EXIT, usageError } from "../exit-code.ts";
import { budgetText } from "../ledger/ledger-text.ts";
import { counted, numberText } from "../output/wording.ts";
import { checkedFile } from "../start/start-file.ts";

type ExtendOptions = AccountableOptions & Partial<{ until: Date; budget: number }>;

export function extendCommand(act: Act): Command {
  const command = new Command("extend")
    .description("postpone the deadline or change the budget, and resume recipients whom either had stopped")
    .argument("<name>", "campaign")
    .option("--until <instant>", "the new deadline, such as 2031-08-22T23:59:00+02:00", readInstant)
    .option(
      "--budget <amount>",
      "the campaign's new cost limit, in the currency of its budget, such as 500",
      readAmount,
    );
  return withAccountability(withIdentity(command)).action(
    act.campaign(async ({ campaign, name, output }, { until, budget, as: actor, reason }: ExtendOptions) => {
      if (until === undefined && budget === undefined) throw usageError("give --until, --budget or both");
      if (budget !== undefined) {
        const now = await campaign.setBudget({ amount: budget, actor, reason });
        output.result({ campaign: name, budget: now, actor, reason }, `${name}: ${budgetText(now)}`);
      }
      if (until === undefined) return;
      const { moved, reopened } = await campaign.extend({ until, actor, reason });
      const people = counted(moved, "recipient");
      output.result(
        { moved, reopened, until: until.toISOString(), actor, reason },
        `${name} ends at ${until.toISOString()} for ${people}; ${numberText(reopened)} of them had run out of time and ${reopened === 1 ? "resumes" : "resume"}`,
      );
    }),
  );
}

function readAmount(text: string): number {
  if (!/^\d{1,9}(\.\d{1,6})?$/.test(text))
    throw new InvalidArgumentError("Write only the amount, such as 500 or 0.10, in the currency of the budget.");
  return Number(text);
}

export function amendCommand(act: Act): Command {
  const command = new Command("amend")
    .description("change the texts, waits or routes of a running campaign for recipients whose step has not been sent")
    .argument("<file>", "campaign file");
  return withAccountability(withIdentity(command)).action(
    act.gateway(async (opened, file: string, options: IdentityOptions & AccountableOptions) => {
      const { gateway, output } = opened;
      const loaded = await checkedFile(opened, file);
      if (loaded === undefined) return EXIT.mistakes;
      const { name } = loaded.definition;
      const { as: actor, reason } = options;
      const campaign = await gateway.campaigns.get(name, parseIdentity(options));
      const { version, moved } = await campaign.amend(loaded, { actor, reason });
      const people = counted(moved, "recipient takes", "recipients take");
      output.result({ amended: name, version, moved, actor, reason }, `${name} has version ${version}: ${people} it`);
    }),
  );
}

export function cancelCommand(act: Act): Command {
  const command = new Command("cancel")
    .description("end a campaign for all recipients who have not confirmed; messages in flight settle")
    .argument("<name>", "campaign");
  return withAccountability(withIdentity(command)).action(
    act.campaign(async ({ campaign, name, output }, { as: actor, reason }: AccountableOptions) => {
      const cancelled = await campaign.cancel({ actor, reason });
      output.result({ cancelled, actor, reason }, `${name} is cancelled for ${counted(cancelled, "recipient")}`);
    }),
  );
}
