import type { Rehearsal } from "@relance/rehearsal";
import type { CampaignReport } from "@relance/spec";

export interface RehearsedRun {
  /** As the person named it. */
  readonly file: string;
  readonly rehearsal: Rehearsal;
  readonly report: CampaignReport;
}

/** What tells runs apart: the file, and whether the watch was on where both are there. */
export function runLabel({ file, rehearsal }: RehearsedRun, runs: readonly RehearsedRun[]): string {
  const isAlone = new Set(runs.map((run) => run.file)).size === 1;
  const hasBoth = new Set(runs.map((run) => run.rehearsal.watch)).size > 1;
  const watch = `watch ${rehearsal.watch}`;
  if (isAlone) return hasBoth ? watch : rehearsal.campaign;
  const name = file.replace(/^.*[/\\]/, "").replace(/\.campaign\.ya?ml$/, "");
  return hasBoth ? `${name}, ${watch}` : name;
}
