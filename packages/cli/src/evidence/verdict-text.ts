import type { Verification } from "@relance/evidence";
import { campaignLabel } from "../output/campaign-label.ts";
import { counted } from "../output/number-text.ts";
import { printable } from "../output/printable.ts";
import { reportFormat } from "../report/report-format.ts";

/** What was examined, what does not hold, and what nobody can tell from this file alone. */
export function verdictText(found: Verification, given: number): string {
  const { head, seals, leaves, opened, isNamed, last, problems, moreProblems } = found;
  const lines: string[] = [];
  if (head !== undefined) {
    const { person } = head;
    const whose = person === undefined ? "everybody" : isNamed ? person.key : `number ${person.number}`;
    const until = last === undefined ? "" : `, the last of ${last.at}`;
    lines.push(`${campaignLabel(head.campaign)} · ${whose} · made ${head.madeAt}`);
    lines.push(`${counted(leaves, "event", "events")} under ${counted(seals, "seal", "seals")}${until}`);
    // beside something that does not hold it would read as if all were well
    if (opened > 0 && problems.length === 0)
      lines.push(`${counted(opened, "event", "events")} with details that fit what was sealed`);
  }
  lines.push(...problems.map((problem) => `does not hold: ${problem}`));
  if (moreProblems > 0) lines.push(`and ${moreProblems} more like these`);
  if (problems.length === 0) lines.push("everything in this file holds together");
  if (found.late.leaves > 0 && problems.length === 0) lines.push(lateness(found.late));
  if (head?.person !== undefined && problems.length === 0) lines.push(...limitsOfRecord(isNamed));
  if (head !== undefined) lines.push(anchoring(found, given));
  return lines.map(printable).join("\n");
}

/** Nobody sealed for a while, or the place up to which events were sealed had been lost. */
function lateness({ leaves, longestMs }: Verification["late"]): string {
  const were = leaves === 1 ? "was" : "were";
  const wait = reportFormat("en").duration(longestMs);
  return `${counted(leaves, "event", "events")} ${were} sealed late, up to ${wait} after it happened: a change before the seal would not show`;
}

/** Whoever holds a record may have taken its last events out: their seals stand in it either way. */
function limitsOfRecord(isNamed: boolean): string[] {
  const end =
    "each event shown is sealed; that no later event of this person was left out is shown only by the file of everybody";
  if (isNamed) return [end];
  return [end, "nothing ties this record to the key that stands in it: it opens no details"];
}

/** Whoever can write to the database can seal again what is left: only what was kept elsewhere shows that. */
function anchoring({ head, seals, kept, keptThrough, problems }: Verification, given: number): string {
  const isRecord = head?.person !== undefined;
  if (given === 0) {
    const missing = isRecord
      ? "these seals are those that were made then"
      : "no person and no end was removed before this file was made";
    return `not shown: that ${missing}. Compare it with a root kept elsewhere: --root`;
  }
  if (kept === 0) return "nothing of what was kept elsewhere is in this file";
  if (problems.length > 0) return `seal ${keptThrough} is the one that was kept elsewhere`;
  if (isRecord) {
    const behind = seals === keptThrough ? "" : `; what came after seal ${keptThrough} is not covered by it`;
    return `no event shown up to seal ${keptThrough}, which was kept elsewhere, was changed${behind}`;
  }
  const behind = seals === keptThrough ? "" : `; what came after seal ${keptThrough} is not shown to be complete`;
  return `nothing was removed or changed up to seal ${keptThrough}, which was kept elsewhere${behind}`;
}
