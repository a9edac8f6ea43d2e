import type { Ledger } from "@relance/spec";
import { Command } from "commander";
import { type IdentityOptions, identityOf, withIdentity } from "../campaign/identity-options.ts";
import type { Act } from "../command.ts";
import { withGateway } from "../config/with-gateway.ts";
import { EXIT } from "../exit-code.ts";
import { ledgerSums } from "../ledger/ledger-sums.ts";
import { ledgerText } from "../ledger/ledger-text.ts";
import { uncarriedOf, uncarriedText } from "../ledger/uncarried-text.ts";

/** `relance status`: the ledger of one campaign or of all. */
export function statusCommand(act: Act): Command {
  const command = new Command("status")
    .description("print the ledger: both sums, and whether they hold (exit 4 if not)")
    .argument("[name]", "campaign; without it, all of them");
  return withIdentity(command).action(
    act((session, name: string | undefined, options: IdentityOptions) =>
      withGateway(session, async ({ gateway }) => {
        const { output } = session;
        const ledgers =
          name === undefined
            ? await gateway.campaigns.list()
            : [await (await gateway.campaigns.get(name, identityOf(options))).counts()];
        const shown = ledgers.filter((ledger) => matches(ledger, options));
        const { uncarried } = await gateway.internals.store.workers();
        for (const ledger of shown) {
          const waiting = uncarriedOf(uncarried, ledger.campaign, Date.now());
          const text = `${ledgerText(ledger)}${uncarriedText(waiting)}\n`;
          output.result({ ...ledgerFacts(ledger), uncarried: waiting }, text);
        }
        if (shown.length === 0) output.note("there is no campaign in this store yet");
        return shown.every((ledger) => ledgerSums(ledger).holds) ? EXIT.ok : EXIT.ledger;
      }),
    ),
  );
}

function matches(ledger: Ledger, { occurrence, tenant }: IdentityOptions): boolean {
  return (
    (occurrence === undefined || ledger.occurrence === occurrence) &&
    (tenant === undefined || ledger.tenant === tenant)
  );
}

/** The ledger with the sums added up again by the reader, not by the store. */
function ledgerFacts(ledger: Ledger): object {
  const { audience, people, attempts, holds } = ledgerSums(ledger);
  return {
    ...ledger,
    sums: { audience: audience.holds, people: people.holds, attempts: attempts.holds },
    holds,
  };
}
