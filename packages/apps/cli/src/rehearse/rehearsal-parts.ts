import type { ReportColumns, ReportPart } from "@relance/console";
import type { Rehearsal } from "@relance/rehearsal";
import { addUp } from "@relance/report";
import { durationText, numberText } from "../output/wording.ts";
import { formRows, type RehearsedColumn, type RehearsedRun, runLabel, shareText, toMeasures } from "./measures.ts";

type Column = ReportColumns["columns"][number];

export function rehearsalParts(run: RehearsedRun, columns: readonly RehearsedColumn[]): readonly ReportPart[] {
  const runs = columns.map(([first]) => first);
  const seeds = columns[0]?.length ?? 1;
  return [...(runs.length * seeds > 1 ? [comparisonPart(columns, runs, seeds)] : []), truthPart(run, runs)];
}

/** Compares rehearsals. A column with several seeds shows the median. Charts show the first seed only. */
function comparisonPart(columns: readonly RehearsedColumn[], runs: readonly RehearsedRun[], seeds: number): ReportPart {
  const labels = runs.map((run) => runLabel(run, runs));
  const scale = buildScale(runs.map(({ rehearsal }) => rehearsal));
  const titles = [...(runs.length > 1 ? ["Side by side"] : []), ...(seeds > 1 ? [`Medians of ${seeds} seeds`] : [])];
  return {
    title: titles.join(" · "),
    ...(runs.length > 1 && {
      key: hoursKey(runs),
      charts: runs.map((run, place) => ({
        caption: `${labels[place]}: ${exposedText(run)}`,
        ...firstHours(run.rehearsal, `${labels[place]}: messages by time of sending`, scale),
      })),
    }),
    table: {
      columns: ["", ...labels],
      rows: toMeasures(columns).map(({ name, values }) => [name, ...values.map(({ text }) => text)]),
    },
  };
}

function hoursKey(runs: readonly RehearsedRun[]): NonNullable<ReportPart["key"]> {
  const hasOther = runs.some(({ rehearsal }) => rehearsal.timeline.length > 1);
  return {
    label: "Messages by time of sending: ",
    tones: [
      { tone: "good", name: "through the first provider, arrived" },
      ...(hasOther ? [{ tone: "open", name: "through other providers" } as const] : []),
      { tone: "bad", name: "lost silently" },
    ],
  };
}

function exposedText({ rehearsal: { truth, outcome } }: RehearsedRun): string {
  const people = outcome.recipients;
  return `the first message never arrived for ${numberText(truth.exposed)} of ${numberText(people)} recipients${shareText(truth.exposed, people)}`;
}

const ENOUGH = "enough evidence after (a large loss is detected earlier)";

function truthPart(run: RehearsedRun, runs: readonly RehearsedRun[]): ReportPart {
  const { truth, detection, providers, outcome, sample } = run.rehearsal;
  const people = outcome.recipients;
  const { noticedAfterMs, enoughAt, faultAt } = detection ?? {};
  const noticed = noticedAfterMs === undefined ? "never" : durationText(noticedAfterMs);
  const enoughMs = enoughAt && faultAt && enoughAt.getTime() - faultAt.getTime();
  const isAlone = runs.length === 1;
  const names = ["Provider", "Taken", "Arrived", "Undelivered", "Lost in silence", "Refused"];
  return {
    title: `What only a rehearsal knows${isAlone ? "" : ` · ${runLabel(run, runs)}`}`,
    lead: `A message really arrived for ${numberText(truth.reached)} of ${numberText(people)} recipients${shareText(truth.reached, people)}. The first message of ${numberText(truth.exposed)} never did.${sample === undefined ? "" : ` ${sample.statement}; the other figures of this report count those that play.`}`,
    ...(isAlone && {
      bar: {
        label: exposedText(run),
        parts: [
          { count: people - truth.exposed, tone: "good" },
          { count: truth.exposed, tone: "bad" },
        ],
      },
      key: hoursKey([run]),
      charts: [firstHours(run.rehearsal, "messages by time of sending", buildScale([run.rehearsal]))],
    }),
    facts: [
      ...(detection === undefined ? [] : [{ name: "fault noticed after", value: noticed, isBig: true }]),
      ...(enoughMs === undefined ? [] : [{ name: ENOUGH, value: durationText(enoughMs), isBig: true }]),
      { name: "first message never arrived", value: numberText(truth.exposed), tone: "bad", isBig: true },
      { name: "nothing ever arrived", value: numberText(truth.missed), isBig: true },
      ...formRows([run]).map(([name, value]) => ({ name, value })),
    ],
    table: {
      columns: names,
      rows: providers.map(({ provider, taken, delivered, undelivered, lost, refused }) => [
        provider,
        ...[taken, delivered, undelivered, lost, refused].map(numberText),
      ]),
    },
  };
}

const COLUMNS = 80;
const MINUTE_MS = 60_000;
const LENGTHS_MS = [5_000, 10_000, 15_000, 30_000, MINUTE_MS, 2 * MINUTE_MS, 5 * MINUTE_MS, 10 * MINUTE_MS];
/** The chart of a rehearsal covers this share of the messages. The last messages of a campaign can be days later. */
const NEARLY_ALL = 0.98;

interface HoursScale {
  readonly lengthMs: number;
  readonly count: number;
  readonly most: number;
}

function buildScale(runs: readonly Rehearsal[]): HoursScale {
  const endMs = Math.max(MINUTE_MS, ...runs.map(endTime));
  const lengthMs = LENGTHS_MS.find((each) => endMs / each <= COLUMNS) ?? 10 * MINUTE_MS;
  const count = Math.min(COLUMNS, Math.ceil(endMs / lengthMs) + 1);
  const scale = { lengthMs, count, most: 0 };
  const heights = runs.flatMap((run) =>
    barColumns(run, scale).map(({ parts }) => addUp(parts.map((one) => one.value))),
  );
  return { ...scale, most: Math.max(...heights) };
}

function firstHours(run: Rehearsal, label: string, scale: HoursScale): ReportColumns {
  const noticedMs = run.detection?.noticedAt && run.detection.noticedAt.getTime() - run.startAt.getTime();
  const at = (noticedMs ?? Number.POSITIVE_INFINITY) / scale.lengthMs;
  const acted = run.watch === "on" ? "noticed" : "reported, no operator acted";
  return {
    label,
    columns: barColumns(run, scale),
    most: scale.most,
    ticks: listTicks(scale),
    mark: at > scale.count ? undefined : { at, text: acted },
  };
}

function describeFaulty({ providers }: Rehearsal): string {
  const [worst] = providers.toSorted((a, b) => b.lost - a.lost || b.taken - a.taken);
  return worst?.provider ?? "";
}

function barColumns(run: Rehearsal, { lengthMs, count }: Pick<HoursScale, "lengthMs" | "count">): readonly Column[] {
  const faulty = describeFaulty(run);
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

function endTime({ timeline }: Rehearsal): number {
  const steps = timeline
    .flatMap(({ steps: all, stepMs }) => all.map(({ fromMs, taken }) => ({ endMs: fromMs + stepMs, taken })))
    .sort((a, b) => a.endMs - b.endMs);
  let left = NEARLY_ALL * addUp(steps.map(({ taken }) => taken));
  for (const { endMs, taken } of steps) {
    left -= taken;
    if (left <= 0) return endMs;
  }
  return 0;
}

function listTicks({ lengthMs, count }: HoursScale) {
  const every = Math.max(1, Math.ceil(count / 6));
  return Array.from({ length: Math.ceil(count / every) }, (_, tick) => {
    const at = tick * every;
    return { at, text: at === 0 ? "start" : durationText(at * lengthMs) };
  });
}
