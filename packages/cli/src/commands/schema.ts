import { campaignSchema } from "@relance/campaign";
import { Command } from "commander";
import type { Act } from "../command.ts";

export function schemaCommand(act: Act): Command {
  return new Command("schema").description("print the JSON Schema of campaign files, for editors").action(
    act(async (session) => {
      session.host.stdout.write(`${JSON.stringify(campaignSchema(), undefined, 2)}\n`);
    }),
  );
}
