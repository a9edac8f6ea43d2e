import { Command } from "commander";
import type { Act } from "../command.ts";
import { capturedText } from "../follow/captured-text.ts";
import { follow } from "../follow/follow.ts";

const PAGE = 200;

export function outboxCommand(act: Act): Command {
  return new Command("outbox")
    .description("read the messages that capture mode kept in the house")
    .option("-f, --follow", "go on with what comes, until Ctrl-C")
    .action(
      act.gateway(async ({ gateway, output, session }, options: { readonly follow?: boolean | undefined }) => {
        const { store } = gateway.internals;
        let cursor: string | undefined;
        let shownUpTo = 0;
        let total = 0;
        await follow(session, options.follow === true, async () => {
          const page = await store.outbox({ cursor, limit: PAGE });
          const fresh = page.rows.filter(({ id }) => id > shownUpTo);
          for (const row of fresh) output.result(row, capturedText(row));
          shownUpTo = fresh.at(-1)?.id ?? shownUpTo;
          total += fresh.length;
          cursor = page.cursor ?? cursor; // at the end the same page is read again, and what is new in it shown
          return page.cursor === undefined ? 0 : page.rows.length;
        });
        if (total === 0) output.note("nothing was captured yet");
      }),
    );
}
