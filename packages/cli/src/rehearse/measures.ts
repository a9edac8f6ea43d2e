import { formatAmount } from "@relance/spec";
import { numberText } from "../output/number-text.ts";
import { reportFormat } from "../report/report-format.ts";
import type { RehearsedRun } from "./rehearsed-run.ts";

/** One line of a comparison: what is measured, and what each run came to. */
export interface Measure {
  readonly name: string;
  readonly values: readonly string[];
}

/** A share, or nothing where there is nobody. */
function shareText(count: number, of: number): string {
  return of === 0 ? "" : ` (${((100 * count) / of).toFixed(1)} %)`;
}

const { duration } = reportFormat("en");

function noticedText({ rehearsal: { detection, watch } }: RehearsedRun): string {
  if (detection === undefined) return "nothing goes wrong";
  if (detection.noticedAfterMs === undefined) return "never";
  const after = `${duration(detection.noticedAfterMs)} after it began`;
  return watch === "off" ? `${after}, nobody acted` : after;
}

function evidenceText({ rehearsal: { detection } }: RehearsedRun): string {
  if (detection?.enoughAt === undefined) return "–";
  return `${duration(detection.enoughAt.getTime() - detection.faultAt.getTime())} after it began`;
}

function costText({ report: { cost } }: RehearsedRun): string {
  return cost === undefined ? "–" : `${formatAmount(cost.total)} ${cost.currency}`;
}

/** What runs are compared by, the most important first. */
export function measuresOf(runs: readonly RehearsedRun[]): readonly Measure[] {
  const people = (run: RehearsedRun, count: number) => numberText(count) + shareText(count, run.report.outcome.people);
  const sum = (run: RehearsedRun, what: "taken" | "lost") =>
    run.rehearsal.providers.reduce((total, provider) => total + provider[what], 0);
  const row = (name: string, of: (run: RehearsedRun) => string): Measure => ({ name, values: runs.map(of) });
  const measures = [
    row("people", ({ report }) => numberText(report.outcome.people)),
    row("confirmed", (run) => people(run, run.report.outcome.confirmed)),
    row("not confirmed, listed", (run) => people(run, run.report.outcome.unreached)),
    row("still open", (run) => people(run, run.report.outcome.open)),
    row("first message never arrived", (run) => people(run, run.rehearsal.truth.exposed)),
    row("no message ever arrived", (run) => people(run, run.rehearsal.truth.missed)),
    row("fault noticed", noticedText),
    row("enough evidence (150 messages a minute old)", evidenceText),
    row("messages", (run) => numberText(sum(run, "taken"))),
    row("messages lost in silence", (run) => numberText(sum(run, "lost"))),
    row("cost", costText),
    row("ledger", ({ rehearsal }) =>
      rehearsal.ledger.holds && rehearsal.findings.length === 0 ? "holds" : "DOES NOT HOLD",
    ),
  ];
  return measures.filter(({ values }) => values.some((value) => value !== "–" && !/^0 \(/.test(value)));
}
