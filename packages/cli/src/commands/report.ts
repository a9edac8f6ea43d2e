import type { CampaignReport } from "@relance/spec";
import { Command, Option } from "commander";
import { type IdentityOptions, identityOf, withIdentity } from "../campaign/campaign-options.ts";
import type { Act } from "../command.ts";
import { EXIT } from "../exit-code.ts";
import { writeAll } from "../export/write-all.ts";
import { writeOut } from "../output/write-out.ts";
import { pricesOf, readPrice } from "../report/read-prices.ts";
import { reportCsv } from "../report/report-csv.ts";
import { reportHtml } from "../report/report-html.ts";
import type { ReportLocale } from "../report/report-words.ts";

type Format = "html" | "json" | "csv";

interface ReportCommandOptions extends IdentityOptions {
  readonly format?: Format | undefined;
  readonly out?: string | undefined;
  readonly lang: ReportLocale;
  readonly price?: Readonly<Record<string, number>> | undefined;
  readonly currency: string;
}

export function reportCommand(act: Act): Command {
  const command = new Command("report")
    .description("tell a campaign's story: outcome, incidents, steps, receipts; nothing about single people")
    .argument("<name>", "campaign")
    .addOption(new Option("--format <format>", "(default: html, or json with --json)").choices(["html", "json", "csv"]))
    .option("--out <file>", "write it there instead of stdout")
    .addOption(new Option("--lang <language>", "language of the HTML").choices(["en", "fr"]).default("en"))
    .option("--price <provider=amount>", "price of one message; once for each provider", readPrice)
    .option("--currency <code>", "currency of the prices", "EUR");
  return withIdentity(command).action(
    act.gateway(async ({ gateway, output, host, session }, name: string, options: ReportCommandOptions) => {
      const { format = output.isJson ? "json" : "html", out, lang, price, currency } = options;
      const campaign = await gateway.campaigns.get(name, identityOf(options));
      const report = await campaign.report({ prices: pricesOf(price, currency) });
      const text = reportText(report, format, lang);
      if (out === undefined) await writeAll([text], host.stdout);
      else await writeOut(session, out, [text]);
      return report.outcome.holds ? EXIT.ok : EXIT.ledger;
    }),
  );
}

function reportText(report: CampaignReport, format: Format, locale: ReportLocale): string {
  switch (format) {
    case "html":
      return reportHtml(report, locale);
    case "csv":
      return reportCsv(report);
    case "json":
      return `${JSON.stringify(report)}\n`;
  }
}
