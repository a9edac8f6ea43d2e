import { Command, InvalidArgumentError } from "commander";
import { type AccountableOptions, withAccountability } from "../campaign/accountable-options.ts";
import { type IdentityOptions, identityOf, withIdentity } from "../campaign/identity-options.ts";
import type { Act } from "../command.ts";
import { budgetText } from "../ledger/budget-text.ts";

export function budgetCommand(act: Act): Command {
  const command = new Command("budget")
    .description("move the limit of what a campaign may cost; those who stopped for it go on")
    .argument("<name>", "campaign")
    .argument("<amount>", "what all of it may cost, in the currency of its budget, such as 50000", readAmount);
  return withAccountability(withIdentity(command)).action(
    act.gateway(
      async ({ gateway, output }, name: string, amount: number, options: IdentityOptions & AccountableOptions) => {
        const { as: actor, reason } = options;
        const campaign = await gateway.campaigns.get(name, identityOf(options));
        const budget = await campaign.budget({ amount, actor, reason });
        output.result({ campaign: name, budget, actor, reason }, `${name}: ${budgetText(budget)}`);
      },
    ),
  );
}

function readAmount(text: string): number {
  if (!/^\d{1,9}(\.\d{1,6})?$/.test(text))
    throw new InvalidArgumentError(
      "Write the amount alone, such as 50000 or 0.10: its currency is that of the campaign's budget.",
    );
  return Number(text);
}
