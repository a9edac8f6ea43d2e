import type { ConfigError } from "@relance/spec";
import { Command } from "commander";
import type { Act } from "../command.ts";
import { EXIT } from "../exit-code.ts";
import {
  checkedFile,
  refuseUnsaid,
  type StartFileOptions,
  startCampaign,
  withStartOptions,
} from "../start/start-file.ts";
import { type ListenOptions, withListenOptions } from "../worker/listening.ts";
import { work } from "../worker/work.ts";

export function startCommand(act: Act): Command {
  const command = new Command("start")
    .description("enroll all recipients, seal, and exit; a worker sends")
    .argument("<file>", "campaign file");
  return withStartOptions(command).action(
    act.gateway(async (opened, file: string, options: StartFileOptions) => {
      const campaign = await checkedFile(opened, file);
      if (campaign === undefined) return EXIT.mistakes;
      await startCampaign(opened, campaign, options);
      opened.output.note("relance worker or relance run sends the messages");
    }),
  );
}

type RunOptions = StartFileOptions & ListenOptions & Partial<{ exit: boolean }>;

export function runCommand(act: Act): Command {
  const command = new Command("run")
    .description("start a campaign, send, and listen, all in one process; after a crash, the same command resumes")
    .argument("[file]", "campaign file; without a file, the command works on campaigns that were started before")
    .option("--exit", "exit once every campaign is closed");
  return withListenOptions(withStartOptions(command)).action(
    act.gateway(async (opened, file: string | undefined, options: RunOptions) => {
      const { output, config } = opened;
      // checks the campaign file and the options before a port opens
      const campaign = file === undefined ? undefined : await checkedFile(opened, file);
      if (file !== undefined && campaign === undefined) return EXIT.mistakes;
      if (campaign !== undefined) await refuseUnsaid(opened, campaign, options);
      const isUnheard = config.publicUrl === undefined;
      if (isUnheard) {
        output.warn("publicUrl is missing: no receipt and no acknowledgement can arrive over HTTP");
      }
      let isWhole = true;
      // after a crash, the campaign continues although its file has changed; the exit code reports the difference
      const object = ({ code, message }: ConfigError) => {
        output.warn(`${code}: ${message}`);
        isWhole = false;
      };
      const left = await work(opened, {
        sends: true,
        listens: isUnheard ? undefined : options,
        exit: options.exit,
        before: async () =>
          campaign === undefined || (await startCampaign(opened, campaign, { ...options, object })) !== undefined,
      });
      return left === EXIT.ok && !isWhole ? EXIT.mistakes : left;
    }),
  );
}

export function workerCommand(act: Act): Command {
  return new Command("worker")
    .description("send the messages of started campaigns until Ctrl-C or SIGTERM")
    .option("--exit", "exit once every campaign is closed")
    .action(
      act.gateway((opened, { exit }: { readonly exit?: boolean | undefined }) => work(opened, { sends: true, exit })),
    );
}

export function serveCommand(act: Act): Command {
  const command = new Command("serve").description(
    "listen for receipts, replies and acknowledgements, until Ctrl-C or SIGTERM",
  );
  return withListenOptions(command).action(
    act.gateway((opened, options: ListenOptions) => work(opened, { sends: false, listens: options })),
  );
}
