import { remediesOf } from "@relance/core";
import type { ReplyRow } from "@relance/spec";
import { Command } from "commander";
import { type IdentityOptions, identityOf, withIdentity } from "../campaign/campaign-options.ts";
import type { Act } from "../command.ts";
import { capturedText, eventText, follow } from "../follow/follow.ts";
import { incidentText } from "../incidents/incident-text.ts";
import { maskedReply, onOneLine } from "../output/printable.ts";
import { counted } from "../output/wording.ts";

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
          const page = await gateway.events({ cursor });
          for (const event of page.events) output.result(event, eventText(event));
          cursor = page.cursor;
          return page.events.length;
        });
        output.note(`cursor ${cursor ?? ""}`);
      }),
    );
}

interface IncidentsOptions extends IdentityOptions {
  readonly open?: boolean | undefined;
}

export function incidentsCommand(act: Act): Command {
  const command = new Command("incidents")
    .description("print what the watch noticed and did, with the commands that fit")
    .argument("[name]", "campaign, with what its providers met since it began; without it, all of them")
    .option("--open", "only those that have not ended");
  return withIdentity(command).action(
    act.gateway(async ({ gateway, output }, name: string | undefined, options: IncidentsOptions) => {
      const handle = name === undefined ? undefined : await gateway.campaigns.get(name, identityOf(options));
      const ledgers = new Map((await gateway.campaigns.counts()).map((ledger) => [ledger.campaign, ledger]));
      let count = 0;
      for await (const incident of gateway.incidents({ campaign: handle?.id, open: options.open })) {
        const campaign = ledgers.get(incident.campaign);
        const remedies = remediesOf(incident, campaign);
        output.result({ ...incident, remedies }, incidentText(incident, campaign));
        count += 1;
      }
      if (count === 0) output.note(options.open === true ? "nothing is open" : "nothing was noticed");
    }),
  );
}

interface RepliesOptions {
  readonly unclear?: boolean | undefined;
  readonly contacts?: boolean | undefined;
}

export function repliesCommand(act: Act): Command {
  const command = new Command("replies")
    .description("read what people wrote back, oldest first")
    .argument("<name>", "campaign")
    .option("--unclear", "only what a person must read, of people who have not confirmed")
    .option("--contacts", "show the numbers in full");
  return withIdentity(command).action(
    act.campaign(async ({ campaign, output }, options: RepliesOptions) => {
      let count = 0;
      for await (const row of campaign.replies({ unclear: options.unclear === true })) {
        const shown = options.contacts === true ? row : maskedReply(row);
        output.result(shown, replyText(shown));
        count += 1;
      }
      output.note(counted(count, "reply", "replies"));
    }),
  );
}

function replyText({ at, person, from, status, isAnswered, text }: ReplyRow): string {
  const who = person === undefined ? "nobody" : `${person.key} (${person.state})`;
  const facts = [who, from, status, ...(isAnswered ? ["answered"] : [])].join(" · ");
  return onOneLine(`${at.toISOString()}  ${facts}  ${JSON.stringify(text)}`);
}

const OUTBOX_PAGE = 200;

export function outboxCommand(act: Act): Command {
  return new Command("outbox")
    .description("read the messages that capture mode kept in the house")
    .option("-f, --follow", "go on with what comes, until Ctrl-C")
    .action(
      act.gateway(async ({ gateway, output, session }, options: { readonly follow?: boolean | undefined }) => {
        let after: number | undefined;
        await follow(session, options.follow === true, async () => {
          let shown = 0;
          for await (const row of gateway.captured({ after })) {
            output.result(row, capturedText(row));
            after = row.id;
            shown += 1;
            if (shown === OUTBOX_PAGE) break; // Ctrl-C is looked for
          }
          return shown;
        });
        if (after === undefined) output.note("nothing was captured yet");
      }),
    );
}
