import type { VendorAddress, VendorAddresses } from "@relance/report/views";
import { Command } from "commander";
import { listProviders } from "../check/provider-facts.ts";
import type { Act } from "../command.ts";
import { withGateway } from "../config/with-gateway.ts";
import { diagnose } from "../doctor/diagnose.ts";
import type { Diagnosis } from "../doctor/look-at-store.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import { onOneLine } from "../output/printable.ts";
import type { Session } from "../session.ts";

const SIGNS: Readonly<Record<Diagnosis["status"], string>> = { ok: "✓", warn: "!", fail: "✗" };

const CHECK = 12;

export function doctorCommand(act: Act): Command {
  return new Command("doctor")
    .description("check Node, store, configuration, providers and clock (exit 1 if something is wrong)")
    .option("--probe", "probe the providers in capture mode too, without sending a message")
    .option("--addresses", "print only the addresses to enter at each provider's vendor, in full")
    .action(
      act(async (session, { probe = false, addresses = false }: Partial<{ probe: boolean; addresses: boolean }>) => {
        if (addresses) return await printAddresses(session);
        let isWell = true;
        for await (const diagnosis of diagnose(session, probe)) {
          const { check, status, fact } = diagnosis;
          session.output.result(diagnosis, onOneLine(`${SIGNS[status]} ${check.padEnd(CHECK)} ${fact}`));
          if (status === "fail") isWell = false;
        }
        return isWell ? EXIT.ok : EXIT.mistakes;
      }),
    );
}

async function printAddresses(session: Session): Promise<ExitCode> {
  return await withGateway(session, async ({ gateway, config, output }) => {
    const all = gateway.views.vendorAddresses();
    for (const one of all) output.result(one, addressesText(one));
    const others = listProviders(config.providers).map(([name]) => name);
    const silent = others.filter((name) => all.every(({ provider }) => provider !== name)).join(", ");
    if (silent !== "" && config.publicUrl !== undefined) output.note(`vendors that need no address: ${silent}`);
    if (config.publicUrl === undefined) output.warn("publicUrl is missing: nothing can arrive over HTTP");
    else if (all.length > 0) output.note("an address with ?s= is a secret: its holder can report in the vendor's name");
    return EXIT.ok;
  });
}

function addressesText({ provider, vendor, receipts, replies }: VendorAddresses): string {
  const lines = [`${provider}  ${vendor}`, ...entryText("receipts", receipts), ...entryText("replies", replies)];
  return `${lines.map(onOneLine).join("\n")}\n`;
}

function entryText(what: string, address: VendorAddress | undefined): readonly string[] {
  if (address === undefined) return [];
  return [`  ${what.padEnd(9)} ${address.url}`, `            enter at ${address.enterAt}`];
}
