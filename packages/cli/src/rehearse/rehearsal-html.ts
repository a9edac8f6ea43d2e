import { stackedBar } from "../report/charts/bars.ts";
import { type Markup, markup } from "../report/markup.ts";
import { factList, reportTable } from "../report/report-csv.ts";
import { reportFormat } from "../report/report-format.ts";
import { reportHtml } from "../report/report-html.ts";
import { firstHours, scaleOf } from "./first-hours.ts";
import { comparisonNote, measuresOf, type RehearsedRun, runLabel } from "./measures.ts";

const format = reportFormat("en");
const { number, share, duration } = format;

/** The report of a run as of a real campaign, with what only a rehearsal knows in a part of its own above it. */
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
  return markup`<p class="soft">Messages as they leave: <i class="dot good"></i>over the first carrier, arrived${
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
                  name: "enough evidence after",
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
