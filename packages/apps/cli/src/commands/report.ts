import { reportPage } from "@relance/console";
import type { CampaignReport } from "@relance/report";
import { Command, Option } from "commander";
import { withIdentity } from "../campaign/campaign-options.ts";
import type { Act } from "../command.ts";
import { EXIT } from "../exit-code.ts";
import { writeOut } from "../output/write-out.ts";
import { type PriceOptions, pricesOf, withPrices } from "../report/read-prices.ts";
import { reportCsv } from "../report/report-csv.ts";

type Format = "html" | "json" | "csv";

type ReportCommandOptions = PriceOptions & { lang: "en" | "fr" } & Partial<{ format: Format; out: string }>;

export function reportCommand(act: Act): Command {
  const command = new Command("report")
    .description("report on a campaign: outcome, incidents, steps, receipts; nothing about single people")
    .argument("<name>", "campaign")
    .addOption(new Option("--format <format>", "(default: html, or json with --json)").choices(["html", "json", "csv"]))
    .option("--out <file>", "file to write instead of stdout")
    .addOption(new Option("--lang <language>", "language of the HTML").choices(["en", "fr"]).default("en"));
  return withIdentity(withPrices(command)).action(
    act.campaign(async ({ campaign, output, session }, options: ReportCommandOptions) => {
      const { format = output.isJson ? "json" : "html", out, lang } = options;
      const report = await campaign.report({ prices: pricesOf(options) });
      const text = await reportText(report, format, lang);
      await writeOut(session, out, [text]);
      return report.outcome.holds ? EXIT.ok : EXIT.ledger;
    }),
  );
}

async function reportText(report: CampaignReport, format: Format, locale: "en" | "fr"): Promise<string> {
  switch (format) {
    case "html":
      return reportPage(report, locale);
    case "csv":
      return reportCsv(report);
    case "json":
      return `${JSON.stringify(report)}\n`;
  }
}
