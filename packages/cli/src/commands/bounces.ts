import { readBounce } from "@relance/bounces";
import { Command } from "commander";
import { mailFiles, readMail } from "../bounces/mail-files.ts";
import { unreadRow, type VerdictRow, verdictRow, verdictText } from "../bounces/verdict-row.ts";
import type { Act } from "../command.ts";
import { counted } from "../output/wording.ts";

export function bouncesCommand(act: Act): Command {
  return new Command("bounces")
    .description("read delivery reports and complaints, and print the verdict of each mail")
    .argument("<paths...>", "mails, or folders of mails")
    .action(
      act(async ({ host, output }, paths: string[]) => {
        const rows: Pick<VerdictRow, "verdict" | "kind">[] = [];
        for (const path of paths) {
          for (const file of await mailFiles(host.cwd, path)) {
            const mail = await readMail(host.cwd, file);
            const row = mail === undefined ? unreadRow(file) : verdictRow(file, await readBounce(mail));
            output.result(row, verdictText(row));
            rows.push({ verdict: row.verdict, kind: row.kind });
          }
        }
        const how = (word: string) => `${rows.filter(({ verdict }) => verdict === word).length} ${word}`;
        const complaints = rows.filter(({ kind }) => kind === "complaint").length;
        const among = complaints === 0 ? "" : `, among them ${counted(complaints, "complaint", "complaints")}`;
        output.note(
          `${counted(rows.length, "mail", "mails")}: ${["permanent", "temporary", "not-a-bounce"].map(how).join(", ")}${among}`,
        );
      }),
    );
}
