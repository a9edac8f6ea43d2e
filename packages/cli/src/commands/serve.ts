import { Command } from "commander";
import type { Act } from "../command.ts";
import { type ListenOptions, withListenOptions } from "../worker/listen-options.ts";
import { work } from "../worker/work.ts";

export function serveCommand(act: Act): Command {
  const command = new Command("serve").description(
    "listen for receipts, replies and acknowledgements, until Ctrl-C or SIGTERM",
  );
  return withListenOptions(command).action(
    act.gateway((opened, options: ListenOptions) => work(opened, { sends: false, listens: options })),
  );
}
