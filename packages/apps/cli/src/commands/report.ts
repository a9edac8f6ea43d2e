import { reportPage } from "@relance/console";
import { Command, Option } from "commander";
import { withIdentity } from "../campaign/campaign-options.ts";
import type { Act } from "../command.ts";
import { EXIT, usageError } from "../exit-code.ts";
import { writeOut } from "../output/write-out.ts";

type ReportCommandOptions = { lang: "en" | "fr" } & Partial<{ out: string }>;

export function reportCommand(act: Act): Command {
  const command = new Command("report")
    .description(
      "report the outcome, incidents, steps and receipts of a campaign, without data about single recipients",
    )
    .argument("<name>", "campaign")
    .option("--out <file>", "file to write instead of stdout")
    .addOption(new Option("--lang <language>", "language of the HTML").choices(["en", "fr"]).default("en"));
  return withIdentity(command).action(
    act.campaign(async ({ campaign, output, session }, options: ReportCommandOptions) => {
      const { out, lang } = options;
      if (out === undefined && output.isTerminal)
        throw usageError("the report is a page: write it into a file with --out report.html, or print --json");
      const report = await campaign.report();
      const text = output.isJson ? `${JSON.stringify(report)}\n` : await reportPage(report, lang);
      await writeOut(session, out, [text]);
      return report.ledger.holds ? EXIT.ok : EXIT.ledger;
    }),
  );
}
