import { type CampaignReport, LATENESS_EDGES_S, QUALITIES, type ReportStep } from "@relance/spec";
import { bars } from "../charts/bars.ts";
import { type Markup, markup } from "../markup.ts";
import { foldedTable } from "../report-csv.ts";
import type { ReportFormat } from "../report-format.ts";

/** How far each step reached, and who says so. */
export function stepsSection(report: CampaignReport, format: ReportFormat): Markup {
  const { words, number } = format;
  const { steps, confirming } = report;
  const before = confirming.beforeAnyMessage;
  return markup`<section><h2>${words.sections.steps}</h2>
<div class="charts">${steps.map((step) => stepFigure(step, report, format))}</div>
${before > 0 ? markup`<p class="soft">${words.beforeAnyMessage(number(before))}</p>` : undefined}</section>`;
}

function stepFigure(step: ReportStep, report: CampaignReport, format: ReportFormat): Markup {
  const { words, number } = format;
  const { outcome, ledger, delivery } = report;
  const { people } = outcome;
  const isCaptured = delivery.captured > 0;
  const silent = [delivery.left > 0 || !isCaptured ? words.unanswered : "", isCaptured ? words.captured : ""];
  const lateness = ledger.lateness.filter((one) => one.step === step.step);
  const title = `${words.step(step.step)} · ${step.channel} · ${step.route.join(", ")}`;
  const witnesses = QUALITIES.toReversed().flatMap((quality) => {
    const count = step.deliveredBy[quality] ?? 0;
    return count === 0
      ? []
      : [{ name: `· ${words.witnesses[quality]}`, value: count, text: number(count), tone: "open" as const }];
  });
  const row = (name: string, value: number, tone: "good" | "open") => ({ name, value, text: number(value), tone });
  const reported = (delivered: number | undefined) => (delivered === undefined ? words.notReported : number(delivered));
  const rows = [
    row(words.entered, step.entered, "open"),
    row(words.sent, step.sent, "open"),
    { ...row(words.delivered, step.delivered ?? 0, "open"), text: reported(step.delivered) },
    ...witnesses,
    row(words.confirmedHere, step.confirmed, "good"),
  ];
  return markup`<figure class="card"><figcaption>${title}</figcaption>${bars(rows, people)}
${foldedTable(
  words.figures,
  [
    { name: words.provider },
    ...[
      words.attempts,
      words.delivered,
      words.undelivered,
      words.refusedMessages,
      silent.filter((name) => name !== "").join(", "),
    ].map((name) => ({ name, isNumber: true })),
  ],
  step.attempts.map(({ provider, attempts, delivered, undelivered, refused, unanswered }) => [
    provider,
    number(attempts),
    reported(delivered),
    ...[undelivered, refused, unanswered].map(number),
  ]),
)}${foldedTable(
  words.lateness,
  [{ name: words.afterDue }, { name: words.attempts, isNumber: true }],
  lateness.map(({ upToS, count }) => [latenessText(upToS, format), number(count)]),
)}</figure>`;
}

/** A bin as a stretch of time since the message was due. */
function latenessText(upToS: number | undefined, { words, duration }: ReportFormat): string {
  const from = LATENESS_EDGES_S.findLast((edge) => edge < (upToS ?? Number.POSITIVE_INFINITY)) ?? 0;
  return words.within(duration(from * 1_000), upToS === undefined ? undefined : duration(upToS * 1_000));
}
