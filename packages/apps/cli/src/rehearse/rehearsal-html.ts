import type { Rehearsal } from "@relance/rehearsal";
import { type Column, columns, stackedBar } from "../report/charts/bars.ts";
import { type Markup, markup } from "../report/markup.ts";
import { factList, reportTable } from "../report/report-csv.ts";
import { reportFormat } from "../report/report-format.ts";
import { reportHtml } from "../report/report-html.ts";
import { comparisonNote, formRows, measuresOf, type RehearsedRun, runLabel } from "./measures.ts";

const format = reportFormat("en");
const { number, share, duration } = format;

/** The report of a run as of a real campaign, with what only a rehearsal knows in its own part above it. */
export function rehearsalHtml(run: RehearsedRun, runs: readonly RehearsedRun[]): string {
  return reportHtml(run.report, "en", [...(runs.length > 1 ? [comparisonSection(runs)] : []), truthSection(run, runs)]);
}

function comparisonSection(runs: readonly RehearsedRun[]): Markup {
  const labels = runs.map((run) => runLabel(run, runs));
  const note = comparisonNote(runs);
  const scale = scaleOf(runs.map(({ rehearsal }) => rehearsal));
  return markup`<section><h2>Side by side</h2>
${hoursKey(runs)}
${runs.map(
  (run, column) =>
    markup`<figure class="wide"><figcaption>${labels[column]}: ${exposedText(run)}</figcaption>${firstHours(run.rehearsal, `${labels[column]}: messages as they leave`, scale)}</figure>`,
)}
${reportTable(
  [{ name: "" }, ...labels.map((name) => ({ name, isNumber: true }))],
  measuresOf(runs).map(({ name, values }) => [name, ...values]),
)}${note === undefined ? undefined : markup`<p class="soft">${note}</p>`}</section>`;
}

function hoursKey(runs: readonly RehearsedRun[]): Markup {
  const hasOther = runs.some(({ rehearsal }) => rehearsal.timeline.length > 1);
  return markup`<p class="soft">Messages as they leave: <i class="dot good"></i>over the first provider, arrived${
    hasOther ? markup` · <i class="dot open"></i>over others` : undefined
  } · <i class="dot bad"></i>lost in silence</p>`;
}

function exposedText({ rehearsal: { truth }, report }: RehearsedRun): string {
  const { people } = report.outcome;
  return `the first message never arrived for ${number(truth.exposed)} of ${number(people)} people (${share(truth.exposed / people)})`;
}

function arrivedBar(run: RehearsedRun): Markup {
  const { truth } = run.rehearsal;
  const { people } = run.report.outcome;
  return stackedBar(exposedText(run), [
    { count: people - truth.exposed, tone: "good" },
    { count: truth.exposed, tone: "bad" },
  ]);
}

function truthSection(run: RehearsedRun, runs: readonly RehearsedRun[]): Markup {
  const { truth, detection, providers } = run.rehearsal;
  const { people } = run.report.outcome;
  const heading = runs.length > 1 ? ` · ${runLabel(run, runs)}` : "";
  const noticed =
    detection === undefined
      ? []
      : [
          {
            name: "fault noticed after",
            value: detection.noticedAfterMs === undefined ? "never" : duration(detection.noticedAfterMs),
            isBig: true,
          },
          ...(detection.enoughAt === undefined
            ? []
            : [
                {
                  name: "evidence is enough after (a large loss shows earlier)",
                  value: duration(detection.enoughAt.getTime() - detection.faultAt.getTime()),
                  isBig: true,
                },
              ]),
        ];
  return markup`<section><h2>What only a rehearsal knows${heading}</h2>
<p class="lead">A message really arrived for ${number(truth.reached)} of ${number(people)} people (${share(
    truth.reached / people,
  )}). The first message of ${number(truth.exposed)} never did.</p>
${runs.length > 1 ? undefined : markup`${arrivedBar(run)}${hoursKey([run])}${firstHours(run.rehearsal, "messages as they leave", scaleOf([run.rehearsal]))}`}
${factList([
  ...noticed,
  { name: "first message never arrived", value: number(truth.exposed), tone: "bad", isBig: true },
  { name: "nothing ever arrived", value: number(truth.missed), isBig: true },
  ...formRows(run.rehearsal).map(([name, value]) => ({ name, value })),
])}
${reportTable(
  ["Provider", "Taken", "Arrived", "Undelivered", "Lost in silence", "Refused"].map((name, place) => ({
    name,
    isNumber: place > 0,
  })),
  providers.map(({ provider, taken, delivered, undelivered, lost, refused }) => [
    provider,
    ...[taken, delivered, undelivered, lost, refused].map(number),
  ]),
)}</section>`;
}

/** So many columns are still told apart. */
const COLUMNS = 80;
const MINUTE_MS = 60_000;
const LENGTHS_MS = [5_000, 10_000, 15_000, 30_000, MINUTE_MS, 2 * MINUTE_MS, 5 * MINUTE_MS, 10 * MINUTE_MS];
/** The last hundredth of a campaign's messages can take days. */
const NEARLY_ALL = 0.98;

/** A scale that pictures of several runs share. */
interface HoursScale {
  readonly lengthMs: number;
  readonly count: number;
  readonly most: number;
}

/** Which stretch of the first hours is worth a picture, so that runs can be compared. */
function scaleOf(runs: readonly Rehearsal[]): HoursScale {
  const endMs = Math.max(MINUTE_MS, ...runs.map(endOf));
  const lengthMs = LENGTHS_MS.find((each) => endMs / each <= COLUMNS) ?? 10 * MINUTE_MS;
  const count = Math.min(COLUMNS, Math.ceil(endMs / lengthMs) + 1);
  const scale = { lengthMs, count, most: 0 };
  const heights = runs.flatMap((run) => columnsOf(run, scale).map(({ parts }) => sum(parts.map((one) => one.value))));
  return { ...scale, most: Math.max(...heights) };
}

/** Messages as they leave: over the faulty provider, lost over it, and over others. */
function firstHours(run: Rehearsal, title: string, scale: HoursScale): Markup {
  const noticedMs = run.detection?.noticedAt && run.detection.noticedAt.getTime() - run.startAt.getTime();
  const at = (noticedMs ?? Number.POSITIVE_INFINITY) / scale.lengthMs;
  const acted = run.watch === "on" ? "noticed" : "said, and no operator acted";
  return columns({
    title,
    columns: columnsOf(run, scale),
    most: scale.most,
    number,
    ticks: ticksOf(scale),
    mark: at > scale.count ? undefined : { at, text: acted },
  });
}

/** The provider that lost messages, or took the most. */
function faultyOf({ providers }: Rehearsal): string {
  const [worst] = providers.toSorted((a, b) => b.lost - a.lost || b.taken - a.taken);
  return worst?.provider ?? "";
}

function columnsOf(run: Rehearsal, { lengthMs, count }: Pick<HoursScale, "lengthMs" | "count">): readonly Column[] {
  const faulty = faultyOf(run);
  const sums = Array.from({ length: count }, () => ({ arrived: 0, lost: 0, other: 0 }));
  for (const { provider, steps } of run.timeline) {
    for (const { fromMs, taken, lost } of steps) {
      const column = sums[Math.floor(fromMs / lengthMs)];
      if (column === undefined) continue;
      column.lost += lost;
      if (provider === faulty) column.arrived += taken - lost;
      else column.other += taken - lost;
    }
  }
  return sums.map(({ arrived, lost, other }) => ({
    parts: [
      { value: arrived, tone: "good" },
      { value: other, tone: "open" },
      { value: lost, tone: "bad" },
    ],
  }));
}

/** When nearly all of the first hours' messages had left. */
function endOf({ timeline }: Rehearsal): number {
  const steps = timeline
    .flatMap(({ steps: all, stepMs }) => all.map(({ fromMs, taken }) => ({ endMs: fromMs + stepMs, taken })))
    .sort((a, b) => a.endMs - b.endMs);
  let left = NEARLY_ALL * sum(steps.map(({ taken }) => taken));
  for (const { endMs, taken } of steps) {
    left -= taken;
    if (left <= 0) return endMs;
  }
  return 0;
}

function ticksOf({ lengthMs, count }: HoursScale) {
  const every = Math.max(1, Math.ceil(count / 6));
  return Array.from({ length: Math.ceil(count / every) }, (_, tick) => {
    const at = tick * every;
    return { at, text: at === 0 ? "start" : duration(at * lengthMs) };
  });
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
