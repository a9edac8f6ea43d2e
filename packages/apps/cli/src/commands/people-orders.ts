import { Command } from "commander";
import type { Erased } from "relance";
import { type AccountableOptions, withAccountability } from "../campaign/campaign-options.ts";
import { orderCommand, peopleCommand, unknownRemarks } from "../campaign/order-command.ts";
import type { Act } from "../command.ts";
import { counted } from "../output/wording.ts";

export function escalateCommand(act: Act): Command {
  return orderCommand(act, "escalate", "send these recipients their next step now (exit 1 if one is not escalated)", {
    give: (campaign, keys, by) => campaign.escalate(keys, by),
    said: (moved) => `${counted(moved, "recipient is", "recipients are")} escalated`,
    unmoved: "is not escalated: no step remains",
  });
}

export function removeCommand(act: Act): Command {
  const does = "remove recipients from a campaign (exit 1 if one is not enrolled)";
  return peopleCommand(act, "remove", does, async (campaign, keys, { as: actor, reason }) => {
    const result = await campaign.remove(keys, { actor, reason });
    return {
      result,
      said: `${counted(result.removed, "recipient is", "recipients are")} removed`,
      remarks: unknownRemarks(result.unknown),
      isMistaken: result.unknown.length > 0,
    };
  });
}

type EraseCommandOptions = AccountableOptions & { tenant: string } & Partial<{ unknown: boolean }>;

export function eraseCommand(act: Act): Command {
  const command = new Command("erase")
    .description("erase recipients from every campaign")
    .argument("<keys...>", "the recipients' keys in your system")
    .option("--tenant <tenant>", "tenant of the recipients", "")
    .option("--unknown", "also erase keys without data: later rows with such a key are refused");
  return withAccountability(command).action(
    act.gateway(
      async ({ gateway, output }, keys: string[], { as: actor, reason, tenant, unknown }: EraseCommandOptions) => {
        const forgotten = await gateway.erase(keys, { actor, reason, tenant, unknown });
        output.result({ people: keys.length, ...forgotten }, summary(keys.length, forgotten));
      },
    ),
  );
}

function summary(people: number, { enrollments, cancelled }: Erased): string {
  if (enrollments === 0) {
    const [keys, one] = people === 1 ? ["this key", "it"] : ["these keys", "one of them"];
    return `no data about ${keys} remain; later rows with ${one} are refused`;
  }
  const who = counted(people, "recipient is", "recipients are");
  const told = `${counted(enrollments, "enrollment")}, of which ${cancelled} open`;
  return `${who} forgotten: ${told}; inbound data that matched no recipient are deleted after seven days`;
}
