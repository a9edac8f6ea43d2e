import { Command } from "commander";
import type { Act } from "../command.ts";
import { withGateway } from "../config/with-gateway.ts";
import { work } from "../worker/work.ts";

/** `relance worker`: sends what was started, and hears nothing. */
export function workerCommand(act: Act): Command {
  return new Command("worker")
    .description("send what was started, until Ctrl-C or SIGTERM")
    .option("--exit", "leave once every campaign is closed")
    .action(
      act((session, { exit }: { readonly exit?: boolean | undefined }) =>
        withGateway(session, (opened) => work(session, opened, { sends: true, exit })),
      ),
    );
}
