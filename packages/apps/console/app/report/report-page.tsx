import type { CampaignReport } from "@relance/report";
import { renderToString } from "preact-render-to-string";
import type { ReportPart } from "../../src/report/report-part.ts";
import type { Wired } from "../../src/wire/wired.ts";
import { titleFor } from "../parts/page-parts.tsx";
import { instant, showZone } from "../words/numbers.ts";
import { type Locale, LocaleContext } from "../words/use-words.ts";
import { Cost, Evidence, Retention, Unreached, Waves } from "./account-sections.tsx";
import { Confirming, Incidents, Outcome, Steps } from "./outcome-sections.tsx";
import { Canaries, Receipts } from "./receipt-sections.tsx";
import { ReportPartView } from "./report-part-view.tsx";
import { useReportWords } from "./section.tsx";

export interface ReportPageInput {
  readonly report: Wired<CampaignReport>;
  readonly locale: Locale;
  readonly style: string;
  readonly first: readonly ReportPart[];
}

/** Renders a report as one HTML page, without scripts, without requests, and without data about single recipients. */
export function renderReport(input: ReportPageInput): string {
  showZone(input.report.campaign.timezone);
  const page = renderToString(
    <LocaleContext.Provider value={input.locale}>
      <ReportPage {...input} />
    </LocaleContext.Provider>,
  );
  return `<!doctype html>\n${page}\n`;
}

function ReportPage({ report, locale, style, first }: ReportPageInput) {
  const words = useReportWords();
  const label = titleFor(report.campaign);
  const { rehearsal, madeAt, campaign } = report;
  return (
    <html lang={locale}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'" />
        <meta name="robots" content="noindex" />
        <meta name="referrer" content="no-referrer" />
        <title>{`${label} · ${words.title}`}</title>
        {/* the stylesheet is part of the console, and must not be escaped */}
        <style dangerouslySetInnerHTML={{ __html: style }} />
      </head>
      <body class="report">
        <header>
          <p class="soft">{words.title}</p>
          <h1>{label}</h1>
          {rehearsal && (
            <p class="pill running">{words.fill(words.rehearsal, { ...rehearsal, seed: String(rehearsal.seed) })}</p>
          )}
          <CapturedNote report={report} />
        </header>
        <main>
          {first.map((part) => (
            <ReportPartView key={part.title} part={part} />
          ))}
          <Outcome report={report} />
          <Incidents report={report} />
          <Steps report={report} />
          <Confirming report={report} />
          <Receipts report={report} />
          <Canaries report={report} />
          <Unreached report={report} />
          <Waves report={report} />
          <Cost report={report} />
          <Retention report={report} />
          <Evidence report={report} />
        </main>
        <footer>{words.fill(words.footer, { at: instant(locale, madeAt), timezone: campaign.timezone })}</footer>
      </body>
    </html>
  );
}

function CapturedNote({ report }: { readonly report: Wired<CampaignReport> }) {
  const words = useReportWords();
  const { left, captured } = report.delivery;
  if (captured === 0) return null;
  return (
    <>
      <p class="alarm">
        {words.fill(left === 0 ? words.nothingLeft : words.partlyLeft, { captured, all: left + captured })}
      </p>
      {report.cost && <p class="soft">{words.costsIfSent}</p>}
    </>
  );
}
