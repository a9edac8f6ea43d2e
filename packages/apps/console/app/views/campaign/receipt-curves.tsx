import { addUp, type LiveFlow, missingIn, type ReportReceipts, sparkline } from "@relance/report";
import type { IncidentRow } from "@relance/spec";
import type { ComponentChildren } from "preact";
import type { Wired } from "../../../src/wire/wired.ts";
import { Chart, Key } from "../../parts/chart.tsx";
import { latestCurves } from "../../parts/reach.tsx";
import { FoldedTable, numbers, Table } from "../../parts/table.tsx";
import { placeName } from "../../words/named.ts";
import { clock, count, duration, moment } from "../../words/numbers.ts";
import { answeredLately } from "../../words/rate.ts";
import { useWords, type Words } from "../../words/use-words.ts";

const MOST_ROWS = 12;

interface Props {
  readonly curves: readonly Wired<ReportReceipts>[];
  readonly flows: readonly LiveFlow[];
  readonly incidents: readonly Wired<IncidentRow>[];
}

export function ReceiptCurves({ curves, flows, incidents }: Props) {
  const words = useWords();
  const latest = latestCurves(curves);
  return (
    <>
      {latest.length === 0 ? <p class="soft">{words.noReceipts}</p> : <p class="soft">{words.receiptsNote}</p>}
      <div class="charts">
        {latest.map((curve) => (
          <Curve key={`${curve.provider} ${curve.destination}`} curve={curve} isGuilty={isGuilty(incidents, curve)} />
        ))}
      </div>
      {flows.length > 0 && <Lately flows={flows} incidents={incidents} />}
    </>
  );
}

type Place = Pick<IncidentRow, "provider" | "destination">;

/** Returns whether an incident concerns this destination, or the whole provider. */
export function isGuilty(incidents: readonly Place[], { provider, destination }: Place): boolean {
  return incidents.some(
    (one) => one.provider === provider && (one.destination === "" || one.destination === destination),
  );
}

interface CurveProps {
  readonly curve: Wired<ReportReceipts>;
  readonly isGuilty: boolean;
  readonly marks?: readonly number[];
  readonly children?: ComponentChildren;
}

/** Shows the actual and the expected receipts. `children` precede the table. */
export function Curve({ curve, isGuilty, marks, children }: CurveProps) {
  const words = useWords();
  const { fill, locale } = words;
  const { provider, destination, points } = curve;
  const last = points.at(-1);
  if (last === undefined) return null;
  const place = placeName(words, provider, destination);
  const lack = missingIn(curve);
  // without an incident, missing receipts are shown as late
  const tone = lack === 0 ? "good" : isGuilty ? "bad" : "late";
  const said = `${windowText(words, curve)} ${fill(words.curve, {
    received: Math.round(last.received),
    low: Math.floor(last.low),
    high: Math.ceil(last.high),
    by: moment(locale, last.at),
  })}`;
  const step = Math.max(1, Math.ceil(points.length / MOST_ROWS));
  const rows = points.filter((_, place) => (points.length - 1 - place) % step === 0);
  return (
    <figure class={`card ${isGuilty ? "bad" : ""}`}>
      <figcaption>
        {place}{" "}
        {lack > 0 ? (
          <span class={`pill ${tone}`}>{fill(isGuilty ? words.missing : words.notYet, { count: lack })}</span>
        ) : (
          <span class="pill">{words.asExpected}</span>
        )}
      </figcaption>
      <Chart
        label={fill(words.labelled, { label: place, text: said })}
        times={points.map((one) => Date.parse(one.at) / 1_000)}
        lines={[
          { tone: "soft", isDashed: true, values: points.map((one) => one.accepted) },
          { tone, values: points.map((one) => one.received) },
        ]}
        band={{ low: points.map((one) => one.low), high: points.map((one) => one.high) }}
        marks={marks}
      />
      <Key
        lines={[
          { name: words.answered, tone },
          { name: words.expected, tone: "band" },
          { name: words.taken, tone: "soft", isDashed: true },
        ]}
      />
      <p class="soft">{said}</p>
      {children}
      <FoldedTable
        summary={words.asTable}
        label={place}
        columns={[words.time, ...numbers(words.taken, words.answered, `${words.expected} −`, `${words.expected} +`)]}
        rows={rows.map((one) => ({
          key: one.at,
          cells: [
            clock(locale, one.at),
            ...[one.accepted, one.received, one.low, one.high].map((value) => count(locale, Math.round(value))),
          ],
        }))}
      />
    </figure>
  );
}

function windowText(words: Words, { points, accepted, grainMs }: Wired<ReportReceipts>): string {
  const { fill, locale } = words;
  const ends = points.map(({ at }) => Date.parse(at));
  const from = (ends[0] ?? 0) - grainMs;
  const to = ends[points.findIndex((point) => point.accepted === accepted)] ?? from;
  return fill(words.window, { count: accepted, from: moment(locale, from), within: duration(locale, to - from) });
}

function Lately({ flows, incidents }: Pick<Props, "flows" | "incidents">) {
  const words = useWords();
  return (
    <>
      <h3>{words.sections.lately}</h3>
      <Table
        label={words.sections.lately}
        columns={[words.provider, words.lately]}
        rows={flows.map((flow) => {
          const taken = addUp(flow.accepted);
          const text = answeredLately(words, flow.hasReceipts, addUp(flow.received), taken);
          return {
            key: `${flow.provider} ${flow.destination}`,
            tone: isGuilty(incidents, flow) ? "guilty" : "",
            cells: [
              placeName(words, flow.provider, flow.destination),
              <>
                <span class="spark" aria-hidden="true">
                  {sparkline(flow)}
                </span>{" "}
                {text}
              </>,
            ],
          };
        })}
      />
    </>
  );
}
