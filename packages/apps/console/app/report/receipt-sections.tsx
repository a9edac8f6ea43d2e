import type { LentArrivals } from "@relance/canaries";
import { addUp, missingIn, type ReportReceipts } from "@relance/report";
import type { Wired } from "../../src/wire/wired.ts";
import { Compared } from "../parts/compared.tsx";
import { Section } from "../parts/page-parts.tsx";
import { FoldedTable, numbers, Table } from "../parts/table.tsx";
import { Curve, isGuilty } from "../views/campaign/receipt-curves.tsx";
import { count, duration } from "../words/numbers.ts";
import { type SectionProps, useReportWords } from "./section.tsx";

const LEAST_MESSAGES = 30;

type Flow = Wired<ReportReceipts>;

interface Stretch {
  readonly whole: Flow;
  readonly parts: readonly Flow[];
}

/** Compares the receipts that arrived with the expected receipts, which reveals a silent loss. */
export function Receipts({ report: { receipts, incidents, compared } }: SectionProps) {
  const words = useReportWords();
  const stretches = splitStretches(receipts);
  const small = stretches.filter(({ whole }) => whole.accepted < LEAST_MESSAGES).map(({ whole }) => whole);
  const isWorthALook = (flow: Flow) =>
    incidents.some((one) => one.provider === flow.provider && one.destination === flow.destination) ||
    (flow.accepted >= LEAST_MESSAGES && missingIn(flow) > 0);
  const shown = stretches
    .filter(({ whole }) => whole.accepted >= LEAST_MESSAGES)
    .flatMap(({ whole, parts }) => [
      { flow: whole, parts },
      ...parts.filter(isWorthALook).map((flow) => ({ flow, parts: [] })),
    ]);
  return (
    <Section title={words.reportSections.receipts}>
      <p class="soft">{receipts.length === 0 ? words.noReceipts : words.bandNote}</p>
      {compared.length > 0 && <p>{words.comparedLead}</p>}
      <Compared compared={compared} />
      <div class="charts">
        {shown.map(({ flow, parts }) => {
          const own = incidents.filter((one) => isGuilty([one], flow));
          return (
            <Curve
              key={`${flow.provider} ${flow.destination} ${flow.points[0]?.at}`}
              curve={flow}
              isGuilty={missingIn(flow) > 0}
              marks={own.map(({ startedAt }) => Date.parse(startedAt) / 1_000)}
            >
              {parts.length > 0 && <Destinations parts={parts} />}
            </Curve>
          );
        })}
      </div>
      {small.length > 0 && (
        <p class="soft">
          {words.fill(words.smallGroups, {
            messages: addUp(small.map(({ accepted }) => accepted)),
            count: small.length,
            answered: addUp(small.map(({ received }) => received)),
          })}
        </p>
      )}
    </Section>
  );
}

/** Shows a chart for each destination with missing receipts, and a table of all other destinations. */
function Destinations({ parts }: { readonly parts: readonly Flow[] }) {
  const words = useReportWords();
  return (
    <FoldedTable
      summary={words.destinations}
      label={words.destinations}
      columns={[words.destination, ...numbers(words.taken, words.answered, words.least)]}
      rows={parts.map(({ destination, accepted, received, points }) => ({
        key: destination,
        cells: [
          destination,
          ...[accepted, received, points.at(-1)?.low ?? 0].map((value) => count(words.locale, Math.round(value))),
        ],
      }))}
    />
  );
}

export function Canaries({ report: { plugins } }: SectionProps) {
  const words = useReportWords();
  const { locale } = words;
  const arrivals = plugins.canaries as readonly LentArrivals[] | undefined;
  if (arrivals === undefined) return null;
  return (
    <Section title={words.reportSections.canaries}>
      <p class="soft">{words.canariesNote}</p>
      <Table
        label={words.reportSections.canaries}
        columns={[
          ...[words.network, words.provider],
          ...numbers(words.messages, words.calledDelivered, words.arrived, words.medianArrival),
        ]}
        rows={arrivals.map(({ network, provider, sent, delivered, seen, medianMs }) => ({
          key: `${network} ${provider}`,
          cells: [
            network,
            provider,
            count(locale, sent),
            delivered === undefined ? words.notReported : count(locale, delivered),
            count(locale, seen),
            medianMs === undefined ? "–" : duration(locale, medianMs),
          ],
        }))}
      />
    </Section>
  );
}

/** Groups receipt curves by provider and period. In a report, a provider comes before its destinations. */
function splitStretches(receipts: readonly Flow[]): readonly Stretch[] {
  const stretches: { whole: Flow; parts: Flow[] }[] = [];
  for (const flow of receipts) {
    if (flow.destination === "") stretches.push({ whole: flow, parts: [] });
    else stretches.at(-1)?.parts.push(flow);
  }
  return stretches;
}
