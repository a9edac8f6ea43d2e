import { campaignSchema } from "@relance/campaign";
import { Command } from "commander";
import type { Act } from "../command.ts";
import { configIfAny } from "../config/config-if-any.ts";

export function schemaCommand(act: Act): Command {
  return new Command("schema").description("print the JSON Schema of campaign files, for editors").action(
    act(async (session) => {
      await configIfAny(session); // with its channels
      session.host.stdout.write(`${JSON.stringify(campaignSchema(), undefined, 2)}\n`);
    }),
  );
}
