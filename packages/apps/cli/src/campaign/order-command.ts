import { Command, InvalidArgumentError } from "commander";
import type { By, CampaignHandle, Ordered, SeenRecipient } from "relance";
import type { Act } from "../command.ts";
import { EXIT, usageError } from "../exit-code.ts";
import { onOneLine } from "../output/printable.ts";
import { type AccountableOptions, withAccountability, withIdentity } from "./campaign-options.ts";

interface OrderOptions extends AccountableOptions {
  readonly epoch?: number | undefined;
}

/** Where nothing was done, why. */
const REMARKS: Readonly<Partial<Record<Ordered["refused"][number]["code"], string>>> = {
  "message/unknown-recipient": "is not enrolled",
  "message/stale-epoch": "has moved on since: look again (message/stale-epoch)",
};

/** A command that moves recipients by hand, as they stand now or stood at `--epoch`. */
export function orderCommand(
  act: Act,
  name: string,
  description: string,
  order: {
    readonly give: (campaign: CampaignHandle, people: readonly SeenRecipient[], by: By) => Promise<Ordered>;
    /** Such as `3 people are moved on`. */
    readonly said: (moved: number) => string;
    /** Why a recipient may have been left alone. */
    readonly unmoved: string;
  },
): Command {
  return peopleCommand(act, name, description, async (campaign, keys, options: OrderOptions) => {
    const { as: actor, reason, epoch } = options;
    if (epoch !== undefined && keys.length > 1) throw usageError("--epoch is about one person: name one key");
    const people: SeenRecipient[] = [];
    for (const key of keys) {
      // read just now: a recipient who moves between this look and the order is left alone
      const seen = epoch ?? (await campaign.recipient(key))?.epoch ?? 0;
      people.push({ key, epoch: seen });
    }
    const { moved, refused } = await order.give(campaign, people, { actor, reason });
    return {
      result: { moved, refused },
      said: order.said(moved),
      remarks: refused.map(({ key, code }) => [key, REMARKS[code] ?? order.unmoved]),
      isMistaken: refused.length > 0,
    };
  }).option("--epoch <n>", "only where show still says this epoch", readEpoch);
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
