/** What of a run the note is about. */
export interface ComparedRun {
  readonly file: string;
  readonly rehearsal: { readonly watch: "on" | "off"; readonly truth: { readonly exposed: number } };
  readonly report: { readonly outcome: { readonly confirmed: number; readonly people: number } };
}

/** Shares of confirmed people that differ by less look the same. */
const SAME = 0.02;

/** Why the watch hardly changes how many confirm, where both runs are shown and it does not; else nothing. */
export function comparisonNote(runs: readonly ComparedRun[]): string | undefined {
  const find = (watch: string) => runs.find(({ rehearsal }) => rehearsal.watch === watch);
  const [on, off] = [find("on"), find("off")];
  if (on === undefined || off === undefined || on.file !== off.file) return undefined;
  const share = ({ report: { outcome } }: ComparedRun) => outcome.confirmed / Math.max(1, outcome.people);
  const isLess = on.rehearsal.truth.exposed < off.rehearsal.truth.exposed;
  if (!isLess || Math.abs(share(on) - share(off)) >= SAME) return undefined;
  return "confirmed is nearly the same because the ladder alone catches most people: whoever missed the first message gets the next step's; the watch decides how many miss it, and so how many hear hours later";
}
