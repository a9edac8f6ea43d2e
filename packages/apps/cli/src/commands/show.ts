import type { Recipient, RecipientStatus, TimelineEntry } from "@relance/spec";
import { Command } from "commander";
import { type IdentityOptions, parseIdentity, withIdentity } from "../campaign/campaign-options.ts";
import { type RecordOptions, readActor, withRecord } from "../campaign/on-record.ts";
import type { Act } from "../command.ts";
import { EXIT } from "../exit-code.ts";
import { mask, maskedReply, onOneLine } from "../output/printable.ts";
import { campaignLabel } from "../output/wording.ts";

const MAX_TEXT = 160;

const MISSING: Readonly<Record<RecipientStatus, (where: string) => string>> = {
  here: (where) => `no recipient with that key is enrolled in ${where}; other data about that key exist`,
  forgotten: () => "the recipient with that key was forgotten, and no data about them remain",
  never: (where) => `no recipient with that key is enrolled in ${where}, and no other data about that key exist`,
};

type ShowOptions = IdentityOptions & RecordOptions & Partial<{ contacts: boolean }>;

export function showCommand(act: Act): Command {
  const command = new Command("show")
    .description("show all events of one recipient")
    .argument("<name>", "campaign")
    .argument("<key>", "the recipient's key in your system")
    .option("--contacts", "show the addresses in full; the access is recorded");
  return withRecord(withIdentity(command), "show").action(
    act.campaign(async ({ campaign, name, gateway, output, session }, key: string, options: ShowOptions) => {
      // the access is recorded before the history is read, so that the output contains it
      if (options.contacts === true) await campaign.recordAccess({ keys: [key], ...readActor(options) });
      const person = await campaign.recipient(key);
      if (person === undefined) {
        const standing = await gateway.recipientStatus(key, options.tenant);
        output.warn(MISSING[standing](campaignLabel({ name, ...parseIdentity(options) })));
        return EXIT.mistakes;
      }
      const shown = options.contacts === true ? person : masked(person);
      output.result(facts(shown), personText(shown, session.flags.verbose === true));
    }),
  );
}

function masked(person: Recipient): Recipient {
  const contacts = person.contacts.map((one) => ({ ...one, address: mask(one.channel, one.address) }));
  return { ...person, contacts, replies: person.replies.map(maskedReply) };
}

/** Removes all columns of the recipient's row, which may contain personal data. */
function facts({ variables, ...person }: Recipient): unknown {
  return { ...person, columns: Object.keys(variables) };
}

function personText(person: Recipient, isVerbose: boolean): string {
  const { key, state, cause, step, deadline, deadlinePassed, contacts } = person;
  const said = answerLabel(person);
  const why = cause === "none" ? "" : ` (${cause})`;
  const lines = [
    `${key} · ${state}${why} · step ${step}${said}`,
    `  deadline   ${deadline.toISOString()}${deadlinePassed ? " (over)" : ""}`,
    ...contacts.map(
      ({ channel, address, barred }) => `  ${channel.padEnd(10)} ${address}${barred ? ` (${barred})` : ""}`,
    ),
    ...(isVerbose
      ? [`  version    ${person.version}`, `  revision      ${person.revision}`, `  enrollment ${person.enrollment}`]
      : []),
  ].map(onOneLine);
  return [...lines, ...everything(person).map(entryText)].join("\n");
}

function everything({ timeline, signals, replies }: Recipient): TimelineEntry[] {
  const written = replies.map(({ at, provider, status, text }) => ({
    at,
    type: "reply",
    provider,
    detail: `${status} · ${JSON.stringify(text.slice(0, MAX_TEXT))}`,
  }));
  return [...timeline, ...signals, ...written].sort((a, b) => a.at.getTime() - b.at.getTime());
}

function answerLabel({ answer, lastAnswer, late }: Recipient): string {
  if (answer === undefined) return "";
  const last = lastAnswer === undefined || lastAnswer === answer ? "" : `, said last ${lastAnswer}`;
  return ` · answered ${answer}${late ? ", late" : ""}${last}`;
}

function entryText({ at, type, step, provider, attemptId, cause, detail, channel, by }: TimelineEntry): string {
  const facts = [
    step === undefined ? undefined : `step ${step}`,
    provider,
    attemptId === undefined ? undefined : `attempt ${attemptId}`,
    cause === "none" ? undefined : cause,
    detail,
    channel === undefined ? undefined : `over ${channel}`,
    by,
  ].filter((fact) => fact !== undefined && fact !== "");
  return onOneLine(`  ${at.toISOString()}  ${type.padEnd(24)} ${facts.join(" · ")}`.trimEnd());
}
