import { Command } from "commander";
import type { Actor, CampaignHandle, OrderResult } from "relance";
import type { Act } from "../command.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import type { Output } from "../output/output.ts";
import { onOneLine } from "../output/printable.ts";
import { type AccountableOptions, withAccountability, withIdentity } from "./campaign-options.ts";

export interface RecipientCommand {
  readonly give: (campaign: CampaignHandle, keys: readonly string[], by: Actor) => Promise<OrderResult>;
  readonly said: (moved: number) => string;
  readonly unmoved: string;
}

export function orderCommand(act: Act, name: string, description: string, order: RecipientCommand): Command {
  return peopleCommand(act, name, description, (campaign, keys, options) =>
    orderRecipients(order, campaign, keys, options),
  );
}

export async function orderRecipients(
  order: RecipientCommand,
  campaign: CampaignHandle,
  keys: readonly string[],
  { as: actor, reason }: AccountableOptions,
): Promise<PeopleOutcome> {
  const { moved, refused } = await order.give(campaign, keys, { actor, reason });
  return {
    result: { moved, refused },
    said: order.said(moved),
    remarks: refused.flatMap(({ key, code }) =>
      code === "message/unknown-recipient" ? unknownRemarks([key]) : remarkOn([key], `${order.unmoved} (${code})`),
    ),
    isMistaken: refused.length > 0,
  };
}

interface PeopleOutcome {
  readonly result: object;
  readonly said: string;
  readonly remarks: readonly (readonly [key: string, remark: string])[];
  readonly isMistaken: boolean;
}

export function peopleCommand<O extends AccountableOptions>(
  act: Act,
  name: string,
  description: string,
  work: (campaign: CampaignHandle, keys: readonly string[], options: O) => Promise<PeopleOutcome>,
): Command {
  const command = new Command(name)
    .description(description)
    .argument("<name>", "campaign")
    .argument("<keys...>", "the recipients' keys in your system");
  return withAccountability(withIdentity(command)).action(
    act.campaign(async ({ campaign, output }, keys: string[], options: O) =>
      printOutcome(output, await work(campaign, keys, options)),
    ),
  );
}

export function printOutcome(output: Output, { result, said, remarks, isMistaken }: PeopleOutcome): ExitCode {
  output.result(result, said);
  for (const [key, remark] of remarks) output.warn(`${onOneLine(key)} ${remark}`);
  return isMistaken ? EXIT.mistakes : EXIT.ok;
}

export function unknownRemarks(keys: readonly string[]): [key: string, remark: string][] {
  return remarkOn(keys, "is not enrolled (message/unknown-recipient)");
}

export function remarkOn(keys: readonly string[], remark: string): [key: string, remark: string][] {
  return keys.map((key) => [key, remark]);
}
