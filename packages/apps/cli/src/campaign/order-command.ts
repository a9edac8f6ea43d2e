import { Command, InvalidArgumentError } from "commander";
import type { CampaignHandle, Ordered, RecipientOrder } from "relance";
import type { Act } from "../command.ts";
import { EXIT, type ExitCode, usageError } from "../exit-code.ts";
import type { Output } from "../output/output.ts";
import { onOneLine } from "../output/printable.ts";
import { type AccountableOptions, withAccountability, withIdentity } from "./campaign-options.ts";

export interface OrderOptions extends AccountableOptions {
  readonly ifEpoch?: number | undefined;
}

/** Where nothing was done, why. */
const REMARKS: Readonly<Partial<Record<Ordered["refused"][number]["code"], string>>> = {
  "message/unknown-recipient": "is not enrolled",
  "message/stale-epoch": "has moved on since: look again (message/stale-epoch)",
};

/** An order about recipients, and what the command prints. */
export interface RecipientCommand {
  readonly give: (campaign: CampaignHandle, keys: readonly string[], by: RecipientOrder) => Promise<Ordered>;
  /** Such as `3 people are moved on`. */
  readonly said: (moved: number) => string;
  /** Why a recipient may have been left alone. */
  readonly unmoved: string;
}

/** A command that moves recipients by hand; with `--if-epoch` only one who has not moved since. */
export function orderCommand(act: Act, name: string, description: string, order: RecipientCommand): Command {
  return withEpoch(
    peopleCommand(act, name, description, (campaign, keys, options: OrderOptions) =>
      orderRecipients(order, campaign, keys, options),
    ),
  );
}

export function withEpoch(command: Command): Command {
  return command.option("--if-epoch <n>", "only if show --json still reports this epoch; for one key", readEpoch);
}

export async function orderRecipients(
  order: RecipientCommand,
  campaign: CampaignHandle,
  keys: readonly string[],
  { as: actor, reason, ifEpoch }: OrderOptions,
): Promise<PeopleOutcome> {
  if (ifEpoch !== undefined && keys.length > 1) throw usageError("--if-epoch is about one person: name one key");
  const { moved, refused } = await order.give(campaign, keys, { actor, reason, ifEpoch });
  return {
    result: { moved, refused },
    said: order.said(moved),
    remarks: refused.map(({ key, code }) => [key, REMARKS[code] ?? order.unmoved]),
    isMistaken: refused.length > 0,
  };
}

function readEpoch(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("Write the epoch that show --json says, such as 3.");
}

interface PeopleOutcome {
  readonly result: object;
  readonly said: string;
  /** Keys to which something else happened than was asked, and what. */
  readonly remarks: readonly (readonly [key: string, remark: string])[];
  /** A recipient is not there, or was left alone though something was asked. */
  readonly isMistaken: boolean;
}

/** A command that does one thing to the recipients named, with actor and reason: `relance NAME <name> <keys...>`. */
export function peopleCommand<O extends AccountableOptions>(
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
    act.campaign(async ({ campaign, output }, keys: string[], options: O) => {
      return printOutcome(output, await work(campaign, keys, options));
    }),
  );
}

export function printOutcome(output: Output, { result, said, remarks, isMistaken }: PeopleOutcome): ExitCode {
  output.result(result, said);
  for (const [key, remark] of remarks) output.warn(`${onOneLine(key)} ${remark}`);
  return isMistaken ? EXIT.mistakes : EXIT.ok;
}

/** A remark for each of these keys. */
export function remarkOn(keys: readonly string[], remark: string): [key: string, remark: string][] {
  return keys.map((key) => [key, remark]);
}
