import { comparisonNote } from "./comparison-note.ts";
import { measuresOf } from "./measures.ts";
import { type RehearsedRun, runLabel } from "./rehearsed-run.ts";

export function rehearsalText(runs: readonly RehearsedRun[]): string {
  const [first] = runs;
  if (first === undefined) return "";
  const { campaign, scenario, seed } = first.rehearsal;
  const measures = measuresOf(runs);
  const labels = runs.map((run) => runLabel(run, runs));
  const nameWidth = Math.max(...measures.map(({ name }) => name.length));
  const widths = labels.map((label, column) =>
    Math.max(label.length, ...measures.map(({ values }) => (values[column] ?? "").length)),
  );
  const line = (name: string, values: readonly string[]) =>
    `  ${name.padEnd(nameWidth)}  ${values.map((value, column) => value.padEnd(widths[column] ?? 0)).join("  ")}`.trimEnd();
  return [
    `${campaign} · rehearsed with ${scenario}, seed ${seed} · nothing was sent to anybody`,
    ...(runs.length > 1 ? [line("", labels)] : []),
    ...measures.map(({ name, values }) => line(name, values)),
    ...[comparisonNote(runs) ?? []].flat().map((note) => `  ${note}`),
    ...incidentLines(runs, labels),
  ].join("\n");
}

/** The first thing that was said in each run. */
function incidentLines(runs: readonly RehearsedRun[], labels: readonly string[]): string[] {
  return runs.flatMap(({ rehearsal: { incidents } }, column) => {
    const [incident] = incidents;
    const [note] = incident?.notes ?? [];
    if (incident === undefined || note === undefined) return [];
    const prefix = runs.length > 1 ? `${labels[column]}: ` : "";
    const action = note.action === undefined ? "nothing was done" : note.action;
    return [`  ${prefix}${note.fact} → ${action}`];
  });
}
