import type { Rehearsal, RehearsedCalls, RehearsedForm } from "@relance/rehearsal";
import type { CampaignReport } from "@relance/report";
import { formatAmount } from "@relance/spec";
import { durationText, numberText } from "../output/wording.ts";

interface Measure {
  readonly name: string;
  readonly values: readonly Value[];
}

interface Value {
  readonly text: string;
  readonly median?: number;
  readonly least?: number;
  readonly most?: number;
}

export type RehearsedColumn = readonly [RehearsedRun, ...RehearsedRun[]];

/** Returns the columns of the table that compares rehearsals. Runs that differ only in their seed form one column. */
export function toColumns(runs: readonly RehearsedRun[]): readonly RehearsedColumn[] {
  const columns = Map.groupBy(runs, ({ file, rehearsal }) => JSON.stringify([file, rehearsal.watch]));
  return [...columns.values()].flatMap(([first, ...others]) => (first === undefined ? [] : [[first, ...others]]));
}

export function shareText(count: number, of: number): string {
  return of === 0 ? "" : ` (${percentText(count, of)})`;
}

function percentText(count: number, of: number): string {
  return `${((100 * count) / of).toFixed(1)} %`;
}

function spread(numbers: readonly number[], textOf = numberText, noteOf?: (median: number) => string): Value {
  const sorted = numbers.toSorted((a, b) => a - b);
  const [least = 0, median = 0, most = 0] = [0, (sorted.length - 1) >> 1, sorted.length - 1].map((at) => sorted[at]);
  const range = least === most ? [] : [`${textOf(least)} to ${textOf(most)}`];
  const notes = [...(noteOf === undefined ? [] : [noteOf(median)]), ...range];
  return { text: textOf(median) + (notes.length === 0 ? "" : ` (${notes.join("; ")})`), median, least, most };
}

const NONE: Value = { text: "–" };

function noticedValue(column: RehearsedColumn): Value {
  const found = column.flatMap(({ rehearsal: { detection } }) => (detection === undefined ? [] : [detection]));
  if (found.length === 0) return { text: "nothing goes wrong" };
  const never = Number.POSITIVE_INFINITY;
  const times = found.map(({ noticedAfterMs = never }) => noticedAfterMs);
  const value = spread(times, (ms) => (ms === never ? "never" : `${durationText(ms)} after it began`));
  const isIdle = column[0].rehearsal.watch === "off" && value.least !== never;
  return isIdle ? { ...value, text: `${value.text}, no operator acted` } : value;
}

function evidenceValue(column: RehearsedColumn): Value {
  const times = column.flatMap(({ rehearsal: { detection } }) =>
    detection?.enoughAt === undefined ? [] : [detection.enoughAt.getTime() - detection.faultAt.getTime()],
  );
  if (times.length === 0) return NONE;
  const value = spread(times, (ms) => `${durationText(ms)} after it began`);
  return { ...value, text: `${value.text}; a large loss is detected earlier` };
}

function costValue(column: RehearsedColumn): Value {
  const { cost } = column[0].report;
  if (cost === undefined) return NONE;
  return spread(
    column.map(({ report, rehearsal }) => Math.round((report.cost?.total ?? 0) * rehearsal.outcome.perPlayed)),
    (total) => `${formatAmount(total)} ${cost.currency}`,
  );
}

export function formRows(runs: readonly RehearsedRun[]): readonly (readonly [name: string, text: string])[] {
  const forms = runs.flatMap(({ rehearsal: { form } }) => form ?? []);
  const [form] = forms;
  if (form === undefined) return [];
  const { countries, perPrefixMinute, isConfigured } = form.guard;
  const rule = `${numberText(perPrefixMinute)} a minute to a prefix, ${countries?.join(", ") ?? "all countries"}`;
  return [
    ["form, visitors", callsText(forms.map(({ visitors }) => visitors))],
    ["form, pumped numbers", callsText(forms.map(({ pumping }) => pumping))],
    ["form, refused", codesText(forms)],
    ["form, guard", isConfigured ? rule : `${rule} (the defaults)`],
  ];
}

function callsText(calls: readonly RehearsedCalls[]): string {
  const { text: asked } = spread(calls.map((one) => one.asked));
  const { text: sent } = spread(calls.map((one) => one.sent));
  const { text: confirmed } = spread(calls.map((one) => one.confirmed));
  return `${asked} asked for, ${sent} sent, ${confirmed} confirmed`;
}

function codesText(forms: readonly RehearsedForm[]): string {
  const kinds = ["visitors", "pumping"] as const;
  const texts = kinds.flatMap((kind) => {
    const codes = new Set(forms.flatMap((form) => Object.keys(form[kind].refused)));
    return [...codes].map((code) => `${spread(forms.map((form) => form[kind].refused[code] ?? 0)).text} ${code}`);
  });
  return texts.length === 0 ? "none" : texts.join(", ");
}

export function toMeasures(columns: readonly RehearsedColumn[]): readonly Measure[] {
  const row = (name: string, of: (column: RehearsedColumn) => Value): Measure => ({ name, values: columns.map(of) });
  const count = (name: string, of: (run: RehearsedRun) => number) => row(name, (runs) => spread(runs.map(of)));
  const people = (name: string, of: (run: RehearsedRun) => number) => {
    const measure = row(name, (runs) => {
      const total = runs[0].rehearsal.outcome.recipients;
      return spread(runs.map(of), numberText, total === 0 ? undefined : (median) => percentText(median, total));
    });
    return measure.values.some(({ most = 0 }) => most > 0) ? [measure] : [];
  };
  const sum = ({ rehearsal }: RehearsedRun, what: "taken" | "lost") =>
    rehearsal.providers.reduce((total, provider) => total + provider[what], 0);
  const forms = columns.map((column) => formRows(column));
  const measures = [
    count("recipients", ({ rehearsal }) => rehearsal.outcome.recipients),
    ...people("confirmed", ({ rehearsal }) => rehearsal.outcome.confirmed),
    ...people("not confirmed, listed", ({ rehearsal }) => rehearsal.outcome.unconfirmed),
    ...people("still open", ({ rehearsal }) => rehearsal.outcome.open),
    ...people("first message never arrived", ({ rehearsal }) => rehearsal.truth.exposed),
    ...people("no message ever arrived", ({ rehearsal }) => rehearsal.truth.missed),
    row("fault noticed", noticedValue),
    row("enough evidence", evidenceValue),
    count("messages", (run) => sum(run, "taken")),
    count("messages lost silently", (run) => sum(run, "lost")),
    ...(forms[0] ?? []).map(([name], place) => {
      return { name, values: forms.map((rows) => ({ text: rows[place]?.[1] ?? "–" })) };
    }),
    row("cost", costValue),
    row("ledger", (column) => ({ text: column.every(isRight) ? "holds" : "DOES NOT HOLD" })),
  ];
  return measures.filter(({ values }) => values.some((value) => value.text !== NONE.text));
}

export function isRight({ rehearsal }: RehearsedRun): boolean {
  return rehearsal.ledger.holds && rehearsal.findings.length === 0;
}

export interface RehearsedRun {
  readonly file: string;
  readonly rehearsal: Rehearsal;
  readonly report: CampaignReport;
}

export function runLabel({ file, rehearsal }: RehearsedRun, runs: readonly RehearsedRun[]): string {
  const isAlone = new Set(runs.map((run) => run.file)).size === 1;
  const hasBoth = new Set(runs.map((run) => run.rehearsal.watch)).size > 1;
  const watch = `watch ${rehearsal.watch}`;
  if (isAlone) return hasBoth ? watch : rehearsal.campaign;
  const name = file.replace(/^.*[/\\]/, "").replace(/\.campaign\.ya?ml$/, "");
  return hasBoth ? `${name}, ${watch}` : name;
}
