import { Command } from "commander";
import type { Act } from "../command.ts";
import { withGateway } from "../config/with-gateway.ts";
import { EXIT } from "../exit-code.ts";
import { checkedFile, type StartFileOptions, startCampaign, withStartOptions } from "../start/start-file.ts";
import { type ListenOptions, withListenOptions } from "../worker/listen-options.ts";
import { work } from "../worker/work.ts";

interface RunOptions extends StartFileOptions, ListenOptions {
  readonly exit?: boolean | undefined;
}

/** `relance run`: start, worker and serve in one process. */
export function runCommand(act: Act): Command {
  const command = new Command("run")
    .description("start a campaign, send, and listen, all in one process; again after a crash, it goes on")
    .argument("[file]", "campaign file; without it, it works on what was started before")
    .option("--exit", "leave once every campaign is closed");
  return withListenOptions(withStartOptions(command)).action(
    act((session, file: string | undefined, options: RunOptions) =>
      withGateway(session, async (opened) => {
        // before anything is opened to the outside: a file with mistakes is no reason to listen
        const campaign = file === undefined ? undefined : await checkedFile(session, opened, file);
        if (file !== undefined && campaign === undefined) return EXIT.mistakes;
        const isDeaf = opened.config.publicUrl === undefined;
        if (isDeaf) {
          session.output.warn("publicUrl is missing: no receipt and no acknowledgement can come in over HTTP");
        }
        let isWhole = true;
        // sending goes on after a crash, whatever has become of the file since; at the end nobody takes it for well
        const object = (code: string, fact: string) => {
          session.output.warn(`${code}: ${fact}`);
          isWhole = false;
        };
        const left = await work(session, opened, {
          sends: true,
          listens: isDeaf ? undefined : options,
          exit: options.exit,
          before: async () =>
            campaign === undefined ||
            (await startCampaign(session, opened, campaign, { ...options, object })) !== undefined,
        });
        return left === EXIT.ok && !isWhole ? EXIT.mistakes : left;
      }),
    ),
  );
}
