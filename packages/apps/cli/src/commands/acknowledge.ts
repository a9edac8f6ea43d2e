import type { AcknowledgeEvent } from "@relance/spec";
import { Command } from "commander";
import { type EventLine, readEvents, recordEvents, type Tally } from "../acknowledge/record-events.ts";
import { peopleCommand, remarkOn, unknownRemarks } from "../campaign/order-command.ts";
import { readInstant } from "../campaign/read-values.ts";
import type { Act } from "../command.ts";
import { withGateway } from "../config/with-gateway.ts";
import { EXIT, usageError } from "../exit-code.ts";
import { counted, numberText } from "../output/wording.ts";
import type { Session } from "../session.ts";

type AcknowledgeOptions = Partial<Omit<AcknowledgeEvent, "key" | "occurredAt"> & { at: Date }>;

export function acknowledgeCommand(act: Act): Command {
  return new Command("acknowledge")
    .description("record the confirmation of one recipient, or one confirmation per JSON line on stdin")
    .argument("[key]", 'the recipient\'s key; without a key, stdin has lines such as {"key":"k1","on":"…"}')
    .option("--on <event>", "the event, as named by the campaign's confirm.event")
    .option("--at <instant>", "when the event happened (default: now)", readInstant)
    .option("--answer <answer>", "the campaign's answer (default: done)")
    .option("--id <id>", "id by which a repeated call is recognized (default: key, event and instant)")
    .option("--tenant <name>", "tenant of the campaign")
    .option("--revoke", "revoke an earlier event")
    .action(
      act((session, key: string | undefined, options: AcknowledgeOptions) => {
        const isOne = key !== undefined && key !== "-";
        if (isOne && options.on === undefined)
          throw usageError("name the event with --on, as confirm.event of the campaign names it");
        const lines = isOne ? one(key, options) : readLines(session, key, options);
        return withGateway(session, async (opened) => {
          const { tally, unknown } = await recordEvents(opened, lines);
          session.output.text(tallyText(tally));
          const isMisspelt = options.on !== undefined && unknown.has(options.on);
          const isKept = isOne && tally.has("waiting"); // the event is stored, because the event is stored, because no recipient has the key yet
          return tally.has("refused") || isMisspelt || isKept ? EXIT.mistakes : EXIT.ok;
        });
      }),
    );
}

function readLines(session: Session, key: string | undefined, options: AcknowledgeOptions): AsyncIterable<EventLine> {
  const { at: occurredAt, id, ...fields } = options;
  if (id !== undefined) throw usageError("--id is for one recipient; each line has its own id");
  if (session.host.stdin.isTTY === true && key === undefined) {
    throw usageError("name the recipient's key, or pipe JSON lines into it");
  }
  return readEvents(session.host.stdin, { occurredAt, ...fields });
}

async function* one(key: string, { at: occurredAt, ...fields }: AcknowledgeOptions): AsyncIterable<EventLine> {
  yield { line: 1, event: { key, occurredAt, ...fields } };
}

const SAID: Readonly<Record<string, string>> = { waiting: "kept for later" };

function tallyText(tally: Tally): string {
  const parts = [...tally].map(([status, count]) => `${numberText(count)} ${SAID[status] ?? status}`);
  return parts.length === 0
    ? "nothing to record: name a recipient (relance acknowledge KEY --on EVENT), or pipe JSON lines in"
    : parts.join(" · ");
}

export function revokeConfirmationCommand(act: Act): Command {
  const does = "revoke presses and replies that another person made in the name of these recipients";
  return peopleCommand(act, "revoke-confirmation", does, async (campaign, keys, { as: actor, reason }) => {
    const result = await campaign.revokeConfirmation(keys, { actor, reason });
    const { reopened, confirmed, open, unknown } = result;
    return {
      result,
      said: `${counted(reopened, "answer is", "answers are")} revoked`,
      remarks: [
        ...remarkOn(confirmed, "is still confirmed by your own event, which relance acknowledge --revoke revokes"),
        ...remarkOn(open, "had not confirmed"),
        ...unknownRemarks(unknown),
      ],
      isMistaken: confirmed.length + unknown.length > 0,
    };
  });
}
