import { type Channel, getChannel, type SuppressAnswer, type SuppressionRow } from "@relance/spec";
import { Command } from "commander";
import type { SuppressionEntry, SuppressionList } from "relance";
import { type RecordOptions, withRecord } from "../campaign/on-record.ts";
import { readInstant } from "../campaign/read-values.ts";
import type { Act } from "../command.ts";
import type { Opened } from "../config/with-gateway.ts";
import { EXIT, usageError } from "../exit-code.ts";
import { mask, onOneLine } from "../output/printable.ts";
import { counted } from "../output/wording.ts";
import { exportCommand, importCommand, recordListing } from "../suppressions/file-commands.ts";
import { channelLike } from "../suppressions/read-suppressions.ts";

export function suppressionsCommand(act: Act): Command {
  return new Command("suppressions")
    .description("list and change the suppressed contacts")
    .addCommand(listCommand(act))
    .addCommand(addCommand(act))
    .addCommand(removeCommand(act))
    .addCommand(importCommand(act))
    .addCommand(exportCommand(act));
}

type ListOptions = RecordOptions & Partial<{ tenant: string; contacts: boolean }>;

function listCommand(act: Act): Command {
  const command = new Command("list")
    .description("list the rules in force, oldest first")
    .option("--tenant <name>", "only the rules of that tenant")
    .option("--contacts", "show the addresses in full; the access is recorded");
  return withRecord(command, "list of suppressions").action(
    act.gateway(async ({ gateway, output }, options: ListOptions) => {
      const { tenant, contacts } = options;
      if (contacts === true) await recordListing(gateway, options);
      let count = 0;
      for await (const row of gateway.suppressions.list({ tenant })) {
        const shown = contacts === true ? row : masked(row);
        output.result(shown, ruleText(shown));
        count += 1;
      }
      output.note(counted(count, "rule"));
    }),
  );
}

function masked(row: SuppressionRow): SuppressionRow {
  return row.address === undefined ? row : { ...row, address: mask(row.channel, row.address) };
}

function ruleText(row: SuppressionRow): string {
  const { channel, address, digest, tenant, purpose, reason, actor, createdAt, expiresAt } = row;
  const facts = [
    reason,
    purpose === "" ? undefined : `${purpose} only`,
    tenant === "" ? undefined : `tenant ${tenant}`,
    `by ${actor}`,
    createdAt.toISOString(),
    expiresAt === undefined ? undefined : `until ${expiresAt.toISOString()}`,
  ].filter((fact) => fact !== undefined);
  return onOneLine(`${channel.padEnd(5)} ${address ?? `#${digest}`}  ${facts.join(" · ")}`);
}

type Word = "tenant" | "purpose" | "reason" | "as";
type ChangeOptions = Partial<{ channel: Channel; until: Date } & Record<Word, string>>;

function addCommand(act: Act): Command {
  return contactCommand("add", "suppress one contact for all recipients who have it")
    .requiredOption("--reason <why>", "why, such as complaint; stored with the rule")
    .requiredOption("--as <who>", "who requests it; stored with the rule")
    .option("--until <instant>", "when the rule ends (default: never)", readInstant)
    .action(
      act.gateway((opened, address: string, options: ChangeOptions) =>
        change(opened, address, options, (list, entry) => list.add([entry])),
      ),
    );
}

function removeCommand(act: Act): Command {
  return contactCommand("remove", "remove the rules that forbid one contact")
    .option("--reason <why>", "only rules with this reason, such as doubtful-stop")
    .action(
      act.gateway((opened, address: string, options: ChangeOptions) =>
        change(opened, address, options, (list, entry) => list.remove([entry])),
      ),
    );
}

function contactCommand(name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .argument("<address>", "a number such as +33639980001, a mailbox, or an address of another channel")
    .option("--channel <channel>", "(default: detected from the address)")
    .option("--tenant <name>", "tenant of the list")
    .option("--purpose <purpose>", "only messages of this purpose (default: all)");
}

const SAID: Readonly<Record<SuppressAnswer["status"], string>> = {
  new: "forbidden",
  same: "forbidden already",
  removed: "allowed again",
  unknown: "not on the list",
  refused: "refused",
};

async function change(
  { gateway, output }: Opened,
  address: string,
  options: ChangeOptions,
  act: (list: SuppressionList, entry: SuppressionEntry) => Promise<readonly SuppressAnswer[]>,
) {
  const { channel = channelLike(address), tenant, purpose, reason, as: actor, until: expiresAt } = options;
  if (channel === undefined) throw usageError("write the number as +33639980001, or name its --channel");
  getChannel(channel); // throws if the channel is unknown
  const entry = { channel, address, tenant, purpose, reason, actor, expiresAt };
  const [answer = { status: "refused", people: 0 } as const] = await act(gateway.suppressions, entry);
  const { status, people, code } = answer;
  const why = code === undefined ? "" : ` (${code})`;
  output.result(answer, `${SAID[status]}${why} · ${counted(people, "open recipient")}`);
  return status === "refused" || status === "unknown" ? EXIT.mistakes : EXIT.ok;
}
