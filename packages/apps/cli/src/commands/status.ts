import { ledgerSums } from "@relance/report";
import type { Ledger } from "@relance/spec";
import { Command } from "commander";
import { type IdentityOptions, parseIdentity, withIdentity } from "../campaign/campaign-options.ts";
import type { Act } from "../command.ts";
import type { Opened } from "../config/with-gateway.ts";
import { EXIT } from "../exit-code.ts";
import { budgetWait, ledgerText, uncarriedIn, uncarriedText } from "../ledger/ledger-text.ts";
import { providerText } from "../ledger/provider-text.ts";

export function statusCommand(act: Act): Command {
  const command = new Command("status")
    .description("print the ledger, and whether its sums match (exit 4 if they do not)")
    .argument("[name]", "campaign; without a name, all campaigns");
  return withIdentity(command).action(
    act.gateway(async (opened, name: string | undefined, options: IdentityOptions) => {
      const { output, gateway, config } = opened;
      const shown = await readLedgers(opened, name, options);
      const { uncarried } = await gateway.workers();
      for (const ledger of shown) {
        const waiting = uncarriedIn(uncarried, ledger.campaign, Date.now());
        const providers = await gateway.views.providers(ledger.campaign);
        const held = await budgetWait(config.store, ledger);
        const text = `${ledgerText(ledger)}${providerText(providers)}${held && `\n    ${held}`}${uncarriedText(waiting)}\n`;
        const queueVersion = Math.max(0, ...providers.map(({ version }) => version));
        output.result({ ...ledgerFacts(ledger), queueVersion, providers, uncarried: waiting }, text);
      }
      if (shown.length === 0) output.note("no campaign found in this store");
      return shown.every((ledger) => ledgerSums(ledger).holds) ? EXIT.ok : EXIT.ledger;
    }),
  );
}

async function readLedgers({ gateway }: Opened, name: string | undefined, options: IdentityOptions) {
  if (name !== undefined) return [await (await gateway.campaigns.get(name, parseIdentity(options))).ledger()];
  return (await gateway.campaigns.ledgers()).filter(
    ({ occurrence, tenant }) =>
      occurrence === (options.occurrence ?? occurrence) && tenant === (options.tenant ?? tenant),
  );
}

function ledgerFacts(ledger: Ledger): object {
  const { audience, people, attempts, holds } = ledgerSums(ledger);
  return { ...ledger, sums: { audience: audience.holds, people: people.holds, attempts: attempts.holds }, holds };
}
