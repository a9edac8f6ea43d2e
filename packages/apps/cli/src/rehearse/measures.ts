import type { Rehearsal, RehearsedCalls } from "@relance/rehearsal";
import type { CampaignReport } from "@relance/report";
import { formatAmount } from "@relance/spec";
import { durationText, numberText } from "../output/wording.ts";

/** One line of a comparison: the measure, and its value in each run. */
interface Measure {
  readonly name: string;
  readonly values: readonly string[];
}

/** A share; nothing if the total is 0. */
export function shareText(count: number, of: number): string {
  return of === 0 ? "" : ` (${((100 * count) / of).toFixed(1)} %)`;
}

function noticedText({ rehearsal: { detection, watch } }: RehearsedRun): string {
  if (detection === undefined) return "nothing goes wrong";
  if (detection.noticedAfterMs === undefined) return "never";
  const after = `${durationText(detection.noticedAfterMs)} after it began`;
  return watch === "off" ? `${after}, no operator acted` : after;
}

function evidenceText({ rehearsal: { detection } }: RehearsedRun): string {
  if (detection?.enoughAt === undefined) return "–";
  return `${durationText(detection.enoughAt.getTime() - detection.faultAt.getTime())} after it began; a large loss shows earlier`;
}

function costText({ report: { cost } }: RehearsedRun): string {
  return cost === undefined ? "–" : `${formatAmount(cost.total)} ${cost.currency}`;
}

/** What a public form was asked to send, sent and refused. */
export function formRows({ form }: Rehearsal): readonly (readonly [name: string, text: string])[] {
  if (form === undefined) return [];
  const { guard, visitors, pumping } = form;
  const { countries, perPrefixMinute, isConfigured } = guard;
  const rule = `${numberText(perPrefixMinute)} a minute to a prefix, ${countries?.join(", ") ?? "all countries"}`;
  return [
    ["form, visitors", callsText(visitors)],
    ["form, pumped numbers", callsText(pumping)],
    ["form, refused", codesText(visitors, pumping)],
    ["form, guard", isConfigured ? rule : `${rule} (the defaults)`],
  ];
}

function callsText({ asked, sent, confirmed }: RehearsedCalls): string {
  return `${numberText(asked)} asked for, ${numberText(sent)} sent, ${numberText(confirmed)} confirmed`;
}

function codesText(...calls: readonly RehearsedCalls[]): string {
  const codes = calls.flatMap(({ refused }) => Object.entries(refused));
  return codes.length === 0 ? "none" : codes.map(([code, count]) => `${numberText(count)} ${code}`).join(", ");
}

/** The measures of a comparison, the most important first. */
export function measuresOf(runs: readonly RehearsedRun[]): readonly Measure[] {
  const people = (run: RehearsedRun, count: number) => numberText(count) + shareText(count, run.report.outcome.people);
  const sum = (run: RehearsedRun, what: "taken" | "lost") =>
    run.rehearsal.providers.reduce((total, provider) => total + provider[what], 0);
  const row = (name: string, of: (run: RehearsedRun) => string): Measure => ({ name, values: runs.map(of) });
  const forms = runs.map(({ rehearsal }) => formRows(rehearsal));
  const measures = [
    row("people", ({ report }) => numberText(report.outcome.people)),
    row("confirmed", (run) => people(run, run.report.outcome.confirmed)),
    row("not confirmed, listed", (run) => people(run, run.report.outcome.unreached)),
    row("still open", (run) => people(run, run.report.outcome.open)),
    row("first message never arrived", (run) => people(run, run.rehearsal.truth.exposed)),
    row("no message ever arrived", (run) => people(run, run.rehearsal.truth.missed)),
    row("fault noticed", noticedText),
    row("evidence is enough", evidenceText),
    row("messages", (run) => numberText(sum(run, "taken"))),
    row("messages lost in silence", (run) => numberText(sum(run, "lost"))),
    ...(forms[0] ?? []).map(([name], place) => ({ name, values: forms.map((rows) => rows[place]?.[1] ?? "–") })),
    row("cost", costText),
    row("ledger", ({ rehearsal }) =>
      rehearsal.ledger.holds && rehearsal.findings.length === 0 ? "holds" : "DOES NOT HOLD",
    ),
  ];
  return measures.filter(({ values }) => values.some((value) => value !== "–" && !/^0 \(/.test(value)));
}

export interface RehearsedRun {
  /** The file name as typed by the user. */
  readonly file: string;
  readonly rehearsal: Rehearsal;
  readonly report: CampaignReport;
}

/** What distinguishes runs: the file, and whether the watch was on, if runs differ in it. */
export function runLabel({ file, rehearsal }: RehearsedRun, runs: readonly RehearsedRun[]): string {
  const isAlone = new Set(runs.map((run) => run.file)).size === 1;
  const hasBoth = new Set(runs.map((run) => run.rehearsal.watch)).size > 1;
  const watch = `watch ${rehearsal.watch}`;
  if (isAlone) return hasBoth ? watch : rehearsal.campaign;
  const name = file.replace(/^.*[/\\]/, "").replace(/\.campaign\.ya?ml$/, "");
  return hasBoth ? `${name}, ${watch}` : name;
}

/** The part of a run that the note is about. */
export interface ComparedRun {
  readonly file: string;
  readonly rehearsal: { readonly watch: "on" | "off"; readonly truth: { readonly exposed: number } };
  readonly report: { readonly outcome: { readonly confirmed: number; readonly people: number } };
}

/** Shares of confirmed people with a smaller difference look equal. */
const SAME = 0.02;

/** Explains why the watch hardly changes how many confirm, if both runs are shown and it does not. */
export function comparisonNote(runs: readonly ComparedRun[]): string | undefined {
  const find = (watch: string) => runs.find(({ rehearsal }) => rehearsal.watch === watch);
  const [on, off] = [find("on"), find("off")];
  if (on === undefined || off === undefined || on.file !== off.file) return undefined;
  const share = ({ report: { outcome } }: ComparedRun) => outcome.confirmed / Math.max(1, outcome.people);
  const isLess = on.rehearsal.truth.exposed < off.rehearsal.truth.exposed;
  if (!isLess || Math.abs(share(on) - share(off)) >= SAME) return undefined;
  return "confirmed is nearly the same because the ladder alone reaches most people: those who missed the first message get the next step's; the watch decides how many miss it, and so how many are reached hours later";
}
