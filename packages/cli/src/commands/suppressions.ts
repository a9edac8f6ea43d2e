import type { SuppressionRow } from "@relance/spec";
import { Command } from "commander";
import type { Act } from "../command.ts";
import { type RecordOptions, withRecord } from "../export/on-record.ts";
import { mask, onOneLine } from "../output/printable.ts";
import { counted } from "../output/wording.ts";
import { addCommand, liftCommand } from "../suppressions/change-commands.ts";
import { exportCommand, importCommand } from "../suppressions/file-commands.ts";
import { recordListing } from "../suppressions/record-listing.ts";

export function suppressionsCommand(act: Act): Command {
  return new Command("suppressions")
    .description("read and change the list of contacts that must not be written to")
    .addCommand(listCommand(act))
    .addCommand(addCommand(act))
    .addCommand(liftCommand(act))
    .addCommand(importCommand(act))
    .addCommand(exportCommand(act));
}

interface ListOptions extends RecordOptions {
  readonly tenant?: string | undefined;
  readonly contacts?: boolean | undefined;
}

function listCommand(act: Act): Command {
  const command = new Command("list")
    .description("list the rules in force, oldest first")
    .option("--tenant <name>", "only the rules of that tenant")
    .option("--contacts", "show the addresses in full; recorded");
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
      output.note(counted(count, "rule", "rules"));
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
