import { Command } from "commander";
import type { CampaignHandle } from "relance";
import type { Act } from "../command.ts";
import { EXIT } from "../exit-code.ts";
import { onOneLine } from "../output/printable.ts";
import { type AccountableOptions, withAccountability } from "./accountable-options.ts";
import { type IdentityOptions, identityOf, withIdentity } from "./identity-options.ts";

/** Options that every command about people by their keys understands. */
export type PeopleOptions = IdentityOptions & AccountableOptions;

export interface PeopleOutcome {
  readonly result: object;
  readonly said: string;
  /** Keys to which something else happened than was asked, and what. */
  readonly remarks: readonly (readonly [key: string, remark: string])[];
  /** Somebody is not there, or was left alone though something was asked. */
  readonly isMistaken: boolean;
}

/** A command that does one thing to the people named, by somebody and for a reason: `relance NAME <name> <keys...>`. */
export function peopleCommand<O extends PeopleOptions>(
  act: Act,
  name: string,
  description: string,
  work: (campaign: CampaignHandle, keys: readonly string[], options: O) => Promise<PeopleOutcome>,
): Command {
  const command = new Command(name)
    .description(description)
    .argument("<name>", "campaign")
    .argument("<keys...>", "the people's keys in your system");
  return withAccountability(withIdentity(command)).action(
    act.gateway(async ({ gateway, output }, campaignName: string, keys: string[], options: O) => {
      const campaign = await gateway.campaigns.get(campaignName, identityOf(options));
      const { result, said, remarks, isMistaken } = await work(campaign, keys, options);
      output.result(result, said);
      for (const [key, remark] of remarks) output.warn(`${onOneLine(key)} ${remark}`);
      return isMistaken ? EXIT.mistakes : EXIT.ok;
    }),
  );
}

/** A remark for each of these keys. */
export function remarkOn(keys: readonly string[], remark: string): [key: string, remark: string][] {
  return keys.map((key) => [key, remark]);
}
