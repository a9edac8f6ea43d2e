import { Command } from "commander";
import type { Act } from "../command.ts";
import { eventText } from "../follow/event-text.ts";
import { follow } from "../follow/follow.ts";

const PAGE = 500;

interface EventsOptions {
  readonly cursor?: string | undefined;
  readonly follow?: boolean | undefined;
}

export function eventsCommand(act: Act): Command {
  return new Command("events")
    .description("print what happened, oldest first")
    .option("--cursor <cursor>", "go on where an earlier call stopped; it printed its cursor on stderr")
    .option("-f, --follow", "go on with what comes, until Ctrl-C")
    .action(
      act.gateway(async ({ gateway, output, session }, options: EventsOptions) => {
        let { cursor } = options;
        await follow(session, options.follow === true, async () => {
          const page = await gateway.internals.store.events({ cursor, limit: PAGE });
          for (const event of page.events) output.result(event, eventText(event));
          cursor = page.cursor;
          return page.events.length;
        });
        output.note(`cursor ${cursor ?? ""}`);
      }),
    );
}
