import type { CampaignReport, ReportReceipts } from "@relance/spec";
import { curves, key } from "../charts/curves.ts";
import { type Markup, markup } from "../markup.ts";
import type { ReportFormat } from "../report-format.ts";
import { foldedTable } from "../report-table.ts";
import { thinned } from "./confirming-section.ts";

/** Receipts against what was to be expected: where a silent loss is seen. */
export function receiptsSection(report: CampaignReport, format: ReportFormat): Markup {
  const { words } = format;
  const { receipts, incidents } = report;
  const figures = receipts.map((slice) => {
    const own = incidents.filter(
      ({ provider, part }) =>
        provider === slice.provider && (part === "" || slice.part === "" || part === slice.part),
    );
    return receiptsFigure(
      slice,
      own.map(({ startedAt }) => startedAt),
      format,
    );
  });
  const legend = key([
    { tone: "soft", name: words.taken },
    { tone: "good", name: words.answered },
    { tone: "band", name: words.expected },
    { tone: "mark", name: words.noticed },
  ]);
  return markup`<section><h2>${words.sections.receipts}</h2>
<p class="soft">${receipts.length === 0 ? words.noReceipts : words.receiptsNote}</p>
${receipts.length === 0 ? undefined : legend}
<div class="charts">${figures}</div></section>`;
}

function receiptsFigure(slice: ReportReceipts, marks: readonly Date[], format: ReportFormat): Markup {
  const { words, number, instant } = format;
  const { points, provider, part, accepted, received } = slice;
  const last = points.at(-1);
  const isShort = last !== undefined && last.received < last.low;
  const title = `${words.at(provider, part)} · ${instant(points[0]?.at)}`;
  const chart = curves(
    {
      title,
      band: points,
      curves: [
        { tone: "soft", points: points.map(({ at, accepted: value }) => ({ at, value })) },
        { tone: isShort ? "bad" : "good", points: points.map(({ at, received: value }) => ({ at, value })) },
      ],
      marks,
    },
    format,
  );
  return markup`<figure class="card${isShort ? " bad" : ""}"><figcaption>${title}</figcaption>${chart}
<p class="soft">${number(accepted)} ${words.taken} · ${number(received)} ${words.answered} · ${words.atLeast(
    number(last?.low ?? 0),
  )}</p>
${foldedTable(
  words.figures,
  [
    { name: words.time },
    ...[words.taken, words.answered, words.expected].map((name) => ({ name, isNumber: true })),
  ],
  thinned(points).map((point) => [
    instant(point.at),
    number(point.accepted),
    number(point.received),
    `${number(point.low)} – ${number(point.high)}`,
  ]),
)}</figure>`;
}
