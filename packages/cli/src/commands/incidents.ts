import { readIncidents, remediesOf } from "@relance/core";
import { Command } from "commander";
import { type IdentityOptions, identityOf, withIdentity } from "../campaign/identity-options.ts";
import type { Act } from "../command.ts";
import { incidentText } from "../incidents/incident-text.ts";

interface IncidentsOptions extends IdentityOptions {
  readonly open?: boolean | undefined;
}

export function incidentsCommand(act: Act): Command {
  const command = new Command("incidents")
    .description("print what the watch noticed and did, with the commands that fit")
    .argument("[name]", "campaign; without it, all of them")
    .option("--open", "only those that have not ended");
  return withIdentity(command).action(
    act.gateway(async ({ gateway, output }, name: string | undefined, options: IncidentsOptions) => {
      const { store } = gateway.internals;
      const handle = name === undefined ? undefined : await gateway.campaigns.get(name, identityOf(options));
      const ledgers = new Map((await gateway.campaigns.list()).map((ledger) => [ledger.campaign, ledger]));
      let count = 0;
      for await (const incident of readIncidents(store, { campaign: handle?.id, open: options.open })) {
        const campaign = ledgers.get(incident.campaign);
        const remedies = remediesOf(incident, campaign);
        output.result({ ...incident, remedies }, incidentText(incident, campaign));
        count += 1;
      }
      if (count === 0) output.note(options.open === true ? "nothing is open" : "nothing was noticed");
    }),
  );
}
