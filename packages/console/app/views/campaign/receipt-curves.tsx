import type { LiveSlice } from "@relance/core";
import type { IncidentRow, ReportReceipts } from "@relance/spec";
import type { Wired } from "../../../src/wire/wired.ts";
import { Chart, Key, type Line } from "../../parts/chart.tsx";
import { latestCurves, missingOf } from "../../parts/missing.ts";
import { Spark } from "../../parts/spark.tsx";
import { Table } from "../../parts/table.tsx";
import { answeredLately } from "../../words/answered-lately.ts";
import { clock, count } from "../../words/numbers.ts";
import { useWords } from "../../words/use-words.ts";

/** Rows of the table beside a curve. */
const MOST_ROWS = 12;

interface Props {
  readonly curves: readonly Wired<ReportReceipts>[];
  readonly slices: readonly LiveSlice[];
  readonly incidents: readonly Wired<IncidentRow>[];
}

/** What came back of what each provider and each part took, against what was to be expected: the latest stretch of sending. */
export function ReceiptCurves({ curves, slices, incidents }: Props) {
  const words = useWords();
  const latest = latestCurves(curves);
  return (
    <>
      {latest.length === 0 ? <p class="soft">{words.noReceipts}</p> : <p class="soft">{words.receiptsNote}</p>}
      <div class="charts">
        {latest.map((curve) => (
          <Curve key={`${curve.provider} ${curve.part}`} curve={curve} isGuilty={isGuilty(incidents, curve)} />
        ))}
      </div>
      {slices.length > 0 && <Lately slices={slices} incidents={incidents} />}
    </>
  );
}

function isGuilty(
  incidents: Props["incidents"],
  { provider, part }: { readonly provider: string; readonly part: string },
): boolean {
  return incidents.some((one) => one.provider === provider && (one.part === "" || one.part === part));
}

function Curve({ curve, isGuilty }: { readonly curve: Wired<ReportReceipts>; readonly isGuilty: boolean }) {
  const words = useWords();
  const { locale } = words;
  const { provider, part, points } = curve;
  const last = points.at(-1);
  if (last === undefined) return null;
  const lack = missingOf(curve);
  // what is late is told before anybody knows why: it may be lost, or nobody listened
  const tone = lack === 0 ? "good" : isGuilty ? "bad" : "late";
  const lines: Line[] = [
    { name: words.answered, color: `--${tone}`, width: 2.5, values: points.map((one) => one.received) },
    { name: `${words.expected} +`, color: "--band", width: 0, values: points.map((one) => one.high) },
    { name: `${words.expected} −`, color: "--band", width: 0, values: points.map((one) => one.low) },
    {
      name: words.taken,
      color: "--soft",
      width: 1.25,
      isDashed: true,
      values: points.map((one) => one.accepted),
    },
  ];
  const said = words.curve(
    count(locale, Math.round(last.received)),
    count(locale, Math.floor(last.low)),
    count(locale, Math.ceil(last.high)),
  );
  const step = Math.max(1, Math.ceil(points.length / MOST_ROWS));
  const rows = points.filter((_, place) => (points.length - 1 - place) % step === 0);
  return (
    <figure class={`card ${isGuilty ? "bad" : ""}`}>
      <figcaption>
        {words.to(provider, part)}{" "}
        {lack > 0 ? (
          <span class={`pill ${tone}`}>{(isGuilty ? words.missing : words.notYet)(count(locale, lack))}</span>
        ) : (
          <span class="pill">{words.asExpected}</span>
        )}
      </figcaption>
      <Chart
        label={`${words.to(provider, part)}: ${said}`}
        times={points.map((one) => Date.parse(one.at) / 1_000)}
        lines={lines}
        band={[1, 2]}
      />
      <Key
        lines={[
          { name: words.answered, tone },
          { name: words.expected, tone: "band" },
          { name: words.taken, tone: "soft", isDashed: true },
        ]}
      />
      <p class="soft">{said}</p>
      <details>
        <summary>{words.asTable}</summary>
        <Table
          label={words.to(provider, part)}
          columns={[
            { name: words.time },
            ...[words.taken, words.answered, `${words.expected} −`, `${words.expected} +`].map((name) => ({
              name,
              isNumber: true,
            })),
          ]}
          rows={rows.map((one) => ({
            key: one.at,
            cells: [
              clock(locale, one.at),
              ...[one.accepted, one.received, one.low, one.high].map((value) => count(locale, Math.round(value))),
            ],
          }))}
        />
      </details>
    </figure>
  );
}

function Lately({ slices, incidents }: Pick<Props, "slices" | "incidents">) {
  const words = useWords();
  const sum = (all: readonly number[]) => all.reduce((total, one) => total + one, 0);
  return (
    <>
      <h3>{words.sections.lately}</h3>
      <Table
        label={words.sections.lately}
        columns={[{ name: words.provider }, { name: words.lately }]}
        rows={slices.map((slice) => {
          const taken = sum(slice.accepted);
          const text = answeredLately(words, slice.hasReceipts, sum(slice.received), taken);
          return {
            key: `${slice.provider} ${slice.part}`,
            tone: isGuilty(incidents, slice) ? "guilty" : "",
            cells: [
              words.to(slice.provider, slice.part),
              <>
                <Spark {...slice} /> {text}
              </>,
            ],
          };
        })}
      />
    </>
  );
}
