import { setTimeout as pause } from "node:timers/promises";
import { steeringWords } from "@relance/engine";
import { type CapturedRow, listRemedies, type RelanceEvent, type ReplyRow } from "@relance/spec";
import { Command } from "commander";
import { type IdentityOptions, parseIdentity, withIdentity } from "../campaign/campaign-options.ts";
import type { Act } from "../command.ts";
import { usageError } from "../exit-code.ts";
import { incidentText } from "../incidents/incident-text.ts";
import { maskedReply, onOneLine, printable, shownAddress } from "../output/printable.ts";
import { campaignLabel, contentText, counted } from "../output/wording.ts";

const LOOK_MS = 500;

export function eventsCommand(act: Act): Command {
  return new Command("events")
    .description("print all events, oldest first")
    .option("--cursor <cursor>", "start after the cursor that an earlier call printed on stderr")
    .option("-f, --follow", "continue with new rows until Ctrl-C")
    .action(
      act.gateway(async ({ gateway, output, session }, options: Partial<{ cursor: string; follow: boolean }>) => {
        let { cursor } = options;
        const { stop, host } = session;
        if (options.follow === true) stop.listen(() => {});
        while (!stop.signal.aborted && host.stdout.writable) {
          const page = await gateway.events({ cursor });
          for (const event of page.events) output.result(event, eventText(event));
          cursor = page.cursor;
          if (page.events.length > 0) continue;
          if (options.follow !== true) break;
          await pause(LOOK_MS, undefined, { signal: stop.signal }).catch(() => {});
        }
        output.note(`cursor ${cursor ?? ""}`);
      }),
    );
}

type IncidentsOptions = IdentityOptions & Partial<{ open: boolean }>;

export function incidentsCommand(act: Act): Command {
  const command = new Command("incidents")
    .description("print incidents with the findings and actions of the watch, and commands for operators")
    .argument("[name]", "campaign whose incidents to print (default: all incidents)")
    .option("--open", "only incidents that have not ended");
  return withIdentity(command).action(
    act.gateway(async ({ gateway, output }, name: string | undefined, options: IncidentsOptions) => {
      const handle = name === undefined ? undefined : await gateway.campaigns.get(name, parseIdentity(options));
      const ledgers = new Map((await gateway.campaigns.ledgers()).map((ledger) => [ledger.campaign, ledger]));
      let count = 0;
      for await (const incident of gateway.incidents({ campaign: handle?.id, open: options.open })) {
        const campaign = ledgers.get(incident.campaign);
        const remedies = listRemedies(incident, campaign);
        output.result({ ...incident, remedies }, incidentText(incident, campaign));
        count += 1;
      }
      if (count === 0) output.note(options.open === true ? "no incident is open" : "there is no incident");
    }),
  );
}

type RepliesOptions = IdentityOptions & Partial<{ unclear: boolean; doubtful: boolean; contacts: boolean }>;

export function repliesCommand(act: Act): Command {
  const command = new Command("replies")
    .description("print the replies of recipients, oldest first")
    .argument("[name]", "campaign; without a name, all replies, including those that match no recipient")
    .option("--unclear", "only unclear replies of unconfirmed recipients; requires a campaign")
    .option("--doubtful", "only possible STOPs, whose contacts are held until you decide with `relance suppressions`")
    .option("--contacts", "show the numbers in full");
  return withIdentity(command).action(
    act.gateway(async ({ gateway, output }, name: string | undefined, options: RepliesOptions) => {
      const { unclear = false, doubtful } = options;
      if (unclear && name === undefined) throw usageError("Name a campaign with --unclear.");
      const campaign = name === undefined ? undefined : await gateway.campaigns.get(name, parseIdentity(options));
      let count = 0;
      for await (const row of campaign?.replies({ unclear, doubtful }) ?? gateway.views.replies({ doubtful })) {
        const shown = options.contacts === true ? row : maskedReply(row);
        output.result(shown, replyText(shown));
        count += 1;
      }
      output.note(counted(count, "reply", "replies"));
    }),
  );
}

function replyText({ at, person, from, status, isAnswered, text }: ReplyRow): string {
  const who = person === undefined ? "no recipient" : `${person.key} (${person.state})`;
  const facts = [who, from, status, ...(isAnswered ? ["answered"] : [])].join(" · ");
  return onOneLine(`${at.toISOString()}  ${facts}  ${JSON.stringify(text)}`);
}

export function outboxCommand(act: Act): Command {
  return new Command("outbox").description("print the messages that capture mode stored").action(
    act.gateway(async ({ gateway, output }) => {
      let count = 0;
      for await (const row of gateway.outbox()) {
        output.result(row, capturedText(row));
        count += 1;
      }
      if (count === 0) output.note("nothing was captured yet");
    }),
  );
}

function eventText(event: RelanceEvent): string {
  const { at, type, campaign, key, step, provider, attemptId, cause, answer, late, by, steering } = event;
  const about = step ?? steering?.step;
  const facts = [
    campaignLabel(campaign),
    key,
    about === undefined ? undefined : `step ${about}`,
    provider ?? steering?.provider,
    steering?.destination,
    steering === undefined ? undefined : steeringWords(steering),
    attemptId === undefined ? undefined : `attempt ${attemptId}`,
    event.line === undefined ? undefined : `line ${event.line}`,
    event.reason,
    cause === "none" ? undefined : cause,
    answer,
    by,
    late === true ? "late" : undefined,
  ].filter((fact) => fact !== undefined && fact !== "");
  return onOneLine(`${at.toISOString()}  ${type.padEnd(24)} ${facts.join(" · ")}`);
}

function capturedText({ attemptId, at, provider, channel, to, content }: CapturedRow): string {
  const address = shownAddress(channel, to);
  const head = onOneLine(`── ${at.toISOString()}  ${provider} → ${address}  attempt ${attemptId}`);
  return `${head}\n${printable(contentText(channel, content))}\n`;
}
