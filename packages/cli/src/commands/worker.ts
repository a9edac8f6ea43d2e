import { Command } from "commander";
import type { Act } from "../command.ts";
import { work } from "../worker/work.ts";

export function workerCommand(act: Act): Command {
  return new Command("worker")
    .description("send what was started, until Ctrl-C or SIGTERM")
    .option("--exit", "leave once every campaign is closed")
    .action(
      act.gateway((opened, { exit }: { readonly exit?: boolean | undefined }) => work(opened, { sends: true, exit })),
    );
}
