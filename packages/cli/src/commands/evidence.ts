import { Command } from "commander";
import { type IdentityOptions, identityOf, withIdentity } from "../campaign/identity-options.ts";
import type { Act } from "../command.ts";
import { recordText } from "../evidence/record-text.ts";
import { writeAll } from "../export/write-all.ts";
import { writeOut } from "../output/write-out.ts";

interface EvidenceOptions extends IdentityOptions {
  readonly out?: string | undefined;
}

export function evidenceCommand(act: Act): Command {
  const command = new Command("evidence")
    .description(
      "print what was sealed of one person, or with --json, --out or without a key the lines that relance verify reads",
    )
    .argument("<name>", "campaign")
    .argument("[key]", "the person's key in your system; without it everybody, as JSON lines")
    .option("--out <file>", "write a file for relance verify there");
  return withIdentity(command).action(
    act.gateway(
      async ({ gateway, output, host, session }, name: string, key: string | undefined, options: EvidenceOptions) => {
        const campaign = await gateway.campaigns.get(name, identityOf(options));
        const lines = campaign.evidence(key);
        if (options.out !== undefined) await writeOut(session, options.out, jsonLines(lines));
        else if (key !== undefined && !output.isJson) output.text(await recordText(lines));
        else await writeAll(jsonLines(lines), host.stdout);
      },
    ),
  );
}

async function* jsonLines(lines: AsyncIterable<unknown>): AsyncIterable<string> {
  for await (const line of lines) yield `${JSON.stringify(line)}\n`;
}
