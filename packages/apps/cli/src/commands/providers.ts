import type { VendorAddress, VendorAddresses } from "@relance/engine";
import { Command } from "commander";
import type { Act } from "../command.ts";
import { onOneLine } from "../output/printable.ts";

export function providersCommand(act: Act): Command {
  return new Command("providers")
    .description("print the addresses to enter at each provider's vendor, for receipts and replies")
    .action(
      act.gateway(async ({ gateway, config, output }) => {
        const all = gateway.views.vendorAddresses();
        for (const one of all) output.result(one, addressesText(one));
        if (config.publicUrl === undefined) output.warn("publicUrl is missing: nothing can arrive over HTTP");
        else if (all.length === 0) output.note("no vendor needs an address");
        else output.note("an address with ?s= is a secret: its holder can report in the vendor's name");
      }),
    );
}

function addressesText({ provider, vendor, receipts, replies }: VendorAddresses): string {
  const lines = [`${provider}  ${vendor}`, ...entryText("receipts", receipts), ...entryText("replies", replies)];
  return `${lines.map(onOneLine).join("\n")}\n`;
}

function entryText(what: string, address: VendorAddress | undefined): readonly string[] {
  if (address === undefined) return [];
  return [`  ${what.padEnd(9)} ${address.url}`, `            enter at ${address.enterAt}`];
}
