import { onTime, onTimeText } from "../support/on-time.ts";
import type { ChaosRun } from "./chaos.ts";
import type { Planned } from "./plan.ts";

const SHOWN = 5;

export function tableOf(seed: number, seconds: number, run: ChaosRun): string {
  const { plan, promises, ledger, town, told, doubts } = run;
  const steps = [...new Set(ledger.lateness.map(({ step }) => step))].sort();
  const lines = [
    "",
    `chaos, seed ${seed}: faults for ${seconds} s, ${run.seconds.toFixed(0)} s in total (Node ${process.version})`,
    "",
    "fault                                    times",
    ...done(plan).map(([what, count]) => `  ${what.padEnd(38)} ${String(count).padStart(5)}`),
    `  processes started                      ${String(run.starts).padStart(5)}`,
    "",
    "vendor        requests  accepted  refused  429  503  answer lost  lost  delivered  reports",
    ...Object.entries(town.couriers)
      .filter(isUsed)
      .map(([name, one]) =>
        [
          `  ${name.padEnd(10)}`,
          ...[
            [one.requests, 9],
            [one.taken, 9],
            [one.refused, 8],
            [one.throttled, 4],
            [one.unavailable, 4],
            [one.cut, 12],
            [one.lost, 5],
            [one.delivered, 10],
            [one.reports, 8],
          ].map(([count = 0, width = 0]) => String(count).padStart(width)),
        ].join(" "),
      ),
    "",
    `recipients    ${sum(ledger.states)} = ${words(ledger.states)}; ${ledger.late} late`,
    `attempts      ${ledger.totals.attempts} = ${words(attemptsByState(run))}`,
    `sent          ${steps.map((step) => `step ${step}: ${onTimeText(onTime([ledger], 5, step))}`).join("; ")} within 5 s of the due time`,
    `uncertain     ${doubts.began} = ${doubts.taken} accepted + ${doubts.notSent} not sent + ${doubts.givenUp} unresolved + ${doubts.left} with an enrollment that ended first`,
    `answers       ${told.recorded} confirmed by relance, ${told.never} without a response`,
    "",
    ...promises.flatMap(({ promise, over, broken }) => [
      `${broken.length === 0 ? "kept  " : "BROKEN"}  ${promise} (${over})`,
      ...broken.slice(0, SHOWN).map((fact) => `          ${fact}`),
      ...(broken.length > SHOWN ? [`          and ${broken.length - SHOWN} more`] : []),
    ]),
    "",
    promises.every(({ broken }) => broken.length === 0)
      ? "every promise was kept"
      : `${promises.filter(({ broken }) => broken.length > 0).length} promises were broken`,
  ];
  return lines.join("\n");
}

function isUsed([, { requests }]: readonly [string, { readonly requests: number }]): boolean {
  return requests > 0;
}

function done(plan: readonly Planned[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const { trouble } of plan) {
    const whom = "whom" in trouble ? ` ${trouble.whom.replace(/\d$/, "")}` : "";
    const name = `${trouble.what}${whom}`;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts].sort(([one], [other]) => one.localeCompare(other));
}

function attemptsByState({ ledger }: ChaosRun): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { state, count } of ledger.attempts) counts[state] = (counts[state] ?? 0) + count;
  return counts;
}

function words(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([name, count]) => `${count} ${name}`)
    .join(" + ");
}

function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((total, count) => total + count, 0);
}
