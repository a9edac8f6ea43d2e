import { Command } from "commander";
import type { Act } from "../command.ts";
import { EXIT } from "../exit-code.ts";
import { checkedFile, type StartFileOptions, startCampaign, withStartOptions } from "../start/start-file.ts";

export function startCommand(act: Act): Command {
  const command = new Command("start")
    .description("enroll everybody, seal, and leave; a worker sends")
    .argument("<file>", "campaign file");
  return withStartOptions(command).action(
    act.gateway(async (opened, file: string, options: StartFileOptions) => {
      const campaign = await checkedFile(opened, file);
      if (campaign === undefined) return EXIT.mistakes;
      await startCampaign(opened, campaign, options);
      opened.output.note("relance worker, or relance run, sends");
    }),
  );
}
