import type { ReplyRow } from "@relance/spec";
import { Command } from "commander";
import { type IdentityOptions, identityOf, withIdentity } from "../campaign/identity-options.ts";
import type { Act } from "../command.ts";
import { mask } from "../output/mask.ts";
import { counted } from "../output/number-text.ts";
import { onOneLine } from "../output/printable.ts";

interface RepliesOptions extends IdentityOptions {
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
    act.gateway(async ({ gateway, output }, name: string, options: RepliesOptions) => {
      const campaign = await gateway.campaigns.get(name, identityOf(options));
      let count = 0;
      for await (const row of campaign.replies({ unclear: options.unclear === true })) {
        const shown = options.contacts === true ? row : { ...row, from: mask("sms", row.from) };
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
