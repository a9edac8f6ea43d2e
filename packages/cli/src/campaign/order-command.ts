import { type Command, InvalidArgumentError } from "commander";
import type { CampaignHandle, Order, Ordered, SeenPerson } from "relance";
import type { Act } from "../command.ts";
import { usageError } from "../usage-error.ts";
import { type PeopleOptions, peopleCommand } from "./people-command.ts";

interface OrderOptions extends PeopleOptions {
  readonly epoch?: number | undefined;
}

/** Where nothing was done, why. */
const REMARKS: Readonly<Partial<Record<Ordered["refused"][number]["code"], string>>> = {
  "message/unknown-person": "is not enrolled",
  "message/stale-epoch": "has moved on since: look again (message/stale-epoch)",
};

/** A command that moves people by hand, as they stand now or stood at `--epoch`. */
export function orderCommand(
  act: Act,
  name: string,
  description: string,
  order: {
    readonly give: (campaign: CampaignHandle, people: readonly SeenPerson[], by: Order) => Promise<Ordered>;
    /** Such as `3 people are moved on`. */
    readonly said: (moved: number) => string;
    /** Why somebody may have been left alone. */
    readonly unmoved: string;
  },
): Command {
  return peopleCommand(act, name, description, async (campaign, keys, options: OrderOptions) => {
    const { as: actor, reason, epoch } = options;
    if (epoch !== undefined && keys.length > 1) throw usageError("--epoch is about one person: name one key");
    const people: SeenPerson[] = [];
    for (const key of keys) {
      // read just now: whoever moves between this look and the order is left alone
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
