import { Command } from "commander";
import type { Act } from "../command.ts";
import { EXIT } from "../exit-code.ts";
import { checkedFile, type StartFileOptions, startCampaign, withStartOptions } from "../start/start-file.ts";
import { type ListenOptions, withListenOptions } from "../worker/listen-options.ts";
import { work } from "../worker/work.ts";

interface RunOptions extends StartFileOptions, ListenOptions {
  readonly exit?: boolean | undefined;
}

export function runCommand(act: Act): Command {
  const command = new Command("run")
    .description("start a campaign, send, and listen, all in one process; again after a crash, it goes on")
    .argument("[file]", "campaign file; without it, it works on what was started before")
    .option("--exit", "leave once every campaign is closed");
  return withListenOptions(withStartOptions(command)).action(
    act.gateway(async (opened, file: string | undefined, options: RunOptions) => {
      const { output, config } = opened;
      // before anything is opened to the outside: a file with mistakes is no reason to listen
      const campaign = file === undefined ? undefined : await checkedFile(opened, file);
      if (file !== undefined && campaign === undefined) return EXIT.mistakes;
      const isDeaf = config.publicUrl === undefined;
      if (isDeaf) {
        output.warn("publicUrl is missing: no receipt and no acknowledgement can come in over HTTP");
      }
      let isWhole = true;
      // sending goes on after a crash, whatever has become of the file since; at the end nobody takes it for well
      const object = (code: string, fact: string) => {
        output.warn(`${code}: ${fact}`);
        isWhole = false;
      };
      const left = await work(opened, {
        sends: true,
        listens: isDeaf ? undefined : options,
        exit: options.exit,
        before: async () =>
          campaign === undefined || (await startCampaign(opened, campaign, { ...options, object })) !== undefined,
      });
      return left === EXIT.ok && !isWhole ? EXIT.mistakes : left;
    }),
  );
}
