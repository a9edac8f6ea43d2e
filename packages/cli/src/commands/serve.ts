import { Command } from "commander";
import type { Act } from "../command.ts";
import { withGateway } from "../config/with-gateway.ts";
import { type ListenOptions, withListenOptions } from "../worker/listen-options.ts";
import { work } from "../worker/work.ts";

/** `relance serve`: the HTTP edge alone. */
export function serveCommand(act: Act): Command {
  const command = new Command("serve").description(
    "listen for receipts, replies and acknowledgements, until Ctrl-C or SIGTERM",
  );
  return withListenOptions(command).action(
    act((session, options: ListenOptions) =>
      withGateway(session, (opened) => work(session, opened, { sends: false, listens: options })),
    ),
  );
}
