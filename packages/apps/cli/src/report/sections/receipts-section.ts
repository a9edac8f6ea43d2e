import type { CampaignReport, ReportIncident, ReportReceipts, VendorComparison } from "@relance/spec";
import { curves, key } from "../charts/curves.ts";
import { type Markup, markup } from "../markup.ts";
import { foldedTable, reportTable } from "../report-csv.ts";
import type { ReportFormat } from "../report-format.ts";
import { thinned } from "./outcome-section.ts";

/** Fewer messages than this are no picture. */
const LEAST_MESSAGES = 30;

/** One time of sending through one provider: the whole, and its destinations. */
interface Stretch {
  readonly whole: ReportReceipts;
  readonly parts: readonly ReportReceipts[];
}

/** Receipts against what was to be expected: where a silent loss is seen. */
export function receiptsSection(
  report: Pick<CampaignReport, "receipts" | "incidents" | "compared">,
  format: ReportFormat,
): Markup {
  const { words, number } = format;
  const { receipts, incidents } = report;
  const stretches = stretchesOf(receipts);
  const large = stretches.filter(({ whole }) => whole.accepted >= LEAST_MESSAGES);
  const small = stretches.filter(({ whole }) => whole.accepted < LEAST_MESSAGES).map(({ whole }) => whole);
  const figures = large.flatMap(({ whole, parts }) => [
    receiptsFigure(whole, parts, incidents, format),
    ...parts
      .filter((destination) => isWorthALook(destination, incidents))
      .map((destination) => receiptsFigure(destination, [], incidents, format)),
  ]);
  const rest = words.smallGroups({
    messages: number(sum(small.map(({ accepted }) => accepted))),
    count: number(small.length),
    answered: number(sum(small.map(({ received }) => received))),
  });
  const legend = key([
    { tone: "soft", name: words.taken },
    { tone: "good", name: words.answered },
    { tone: "band", name: words.expected },
    { tone: "mark", name: words.noticed },
  ]);
  return markup`<section><h2>${words.sections.receipts}</h2>
<p class="soft">${receipts.length === 0 ? words.noReceipts : words.receiptsNote}</p>
${report.compared.map((one) => comparedLine(one, format))}
${figures.length === 0 ? undefined : markup`${legend}<div class="charts">${figures}</div>`}
${small.length === 0 ? undefined : markup`<p class="soft">${rest}</p>`}</section>`;
}

/** What arrived at lent numbers: which network a provider really reaches; nothing where none was lent. */
export function canariesSection({ canaries }: CampaignReport, format: ReportFormat): Markup | undefined {
  const { words, number, duration } = format;
  if (canaries.length === 0) return undefined;
  const columns = [words.messages, words.calledDelivered, words.arrived, words.medianArrival];
  return markup`<section><h2>${words.sections.canaries}</h2>
<p class="soft">${words.canariesNote}</p>
${reportTable(
  [{ name: words.network }, { name: words.provider }, ...columns.map((name) => ({ name, isNumber: true }))],
  canaries.map(({ network, provider, sent, delivered, seen, medianMs }) => [
    network,
    provider,
    number(sent),
    delivered === undefined ? words.notReported : number(delivered),
    number(seen),
    medianMs === undefined ? "–" : duration(medianMs),
  ]),
)}</section>`;
}

/** Vendors for which recipients were drawn, beside each other. */
function comparedLine({ first, second, difference }: VendorComparison, { words, share, number }: ReportFormat): Markup {
  const vendors = [second, first].map(({ provider, messages, receipts }) =>
    words.withReceipt(provider, share(receipts / messages), number(messages)),
  );
  const differs =
    difference && words.difference(share(difference.likeliest), share(difference.atLeast), share(difference.atMost));
  return markup`<p>${words.compared} ${[...vendors, ...(differs === undefined ? [] : [differs])].join(" · ")}</p>`;
}

/** The read model lists each stretch as a whole provider followed by its destinations. */
function stretchesOf(receipts: readonly ReportReceipts[]): readonly Stretch[] {
  const stretches: { whole: ReportReceipts; parts: ReportReceipts[] }[] = [];
  for (const flow of receipts) {
    if (flow.destination === "") stretches.push({ whole: flow, parts: [] });
    else stretches.at(-1)?.parts.push(flow);
  }
  return stretches;
}

/** Destinations that do as the others do are numbers in a table; a picture is for those that do not. */
function isWorthALook(flow: ReportReceipts, incidents: readonly ReportIncident[]): boolean {
  const isNamed = incidents.some(
    ({ provider, destination }) => provider === flow.provider && destination === flow.destination,
  );
  return isNamed || (flow.accepted >= LEAST_MESSAGES && isShort(flow));
}

function isShort({ points }: ReportReceipts): boolean {
  const last = points.at(-1);
  return last !== undefined && last.received < last.low;
}

function receiptsFigure(
  flow: ReportReceipts,
  parts: readonly ReportReceipts[],
  incidents: readonly ReportIncident[],
  format: ReportFormat,
): Markup {
  const { words, number, instant } = format;
  const { points, provider, destination, accepted, received } = flow;
  const title = `${words.at(provider, destination)} · ${instant(points[0]?.at)}`;
  const own = incidents.filter(
    (one) =>
      one.provider === provider && (one.destination === "" || destination === "" || one.destination === destination),
  );
  const chart = curves(
    {
      title,
      band: points,
      curves: [
        { tone: "soft", points: points.map(({ at, accepted: value }) => ({ at, value })) },
        { tone: isShort(flow) ? "bad" : "good", points: points.map(({ at, received: value }) => ({ at, value })) },
      ],
      marks: own.map(({ startedAt }) => startedAt),
    },
    format,
  );
  const numbers = (names: readonly string[]) => names.map((name) => ({ name, isNumber: true }));
  return markup`<figure class="card${isShort(flow) ? " bad" : ""}"><figcaption>${title}</figcaption>${chart}
<p class="soft">${number(accepted)} ${words.taken} · ${number(received)} ${words.answered} · ${words.atLeast(
    number(leastOf(flow)),
  )}</p>
${
  parts.length === 0
    ? undefined
    : foldedTable(
        words.destinations,
        [{ name: words.destination }, ...numbers([words.taken, words.answered, words.least])],
        parts.map((one) => [one.destination, number(one.accepted), number(one.received), number(leastOf(one))]),
      )
}
${foldedTable(
  words.figures,
  [{ name: words.time }, ...numbers([words.taken, words.answered, words.expected])],
  thinned(points).map((point) => [
    instant(point.at),
    number(point.accepted),
    number(point.received),
    `${number(point.low)} – ${number(point.high)}`,
  ]),
)}</figure>`;
}

function leastOf({ points }: ReportReceipts): number {
  return points.at(-1)?.low ?? 0;
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
