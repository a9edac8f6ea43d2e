import type { Verification } from "@relance/evidence";
import { printable } from "../output/printable.ts";
import { campaignLabel, counted, durationText } from "../output/wording.ts";

export function verdictText(found: Verification, given: number): string {
  const { head, seals, leaves, opened, isNamed, last, problems, moreProblems } = found;
  const lines: string[] = [];
  if (head !== undefined) {
    const { person } = head;
    const whose = person === undefined ? "all recipients" : isNamed ? person.key : `number ${person.number}`;
    const until = last === undefined ? "" : `, the last of ${last.at}`;
    lines.push(`${campaignLabel(head.campaign)} · ${whose} · made ${head.madeAt}`);
    lines.push(`${counted(leaves, "event")} under ${counted(seals, "seal")}${until}`);
    // if the file has problems, this line could be misleading
    if (opened > 0 && problems.length === 0) lines.push(`${counted(opened, "event")} with details that match the seal`);
  }
  lines.push(...problems.map((problem) => `does not hold: ${problem}`));
  if (moreProblems > 0) lines.push(`and ${moreProblems} further problems`);
  if (problems.length === 0) lines.push("everything in this file is consistent");
  if (found.late.leaves > 0 && problems.length === 0) lines.push(lateness(found.late));
  if (head?.person !== undefined && problems.length === 0) lines.push(...limitsOfRecord(isNamed));
  if (head !== undefined) lines.push(anchoring(found, given));
  return lines.map(printable).join("\n");
}

function lateness({ leaves, longestMs }: Verification["late"]): string {
  const were = leaves === 1 ? "was" : "were";
  const wait = durationText(longestMs);
  return `${counted(leaves, "event")} ${were} sealed late, up to ${wait} after it happened: a change before sealing cannot be detected`;
}

/** Returns what an evidence file of one recipient cannot prove, for example that no later event is missing. */
function limitsOfRecord(isNamed: boolean): string[] {
  const end = "each event shown is sealed; only the file of all recipients shows that no later event was left out";
  if (isNamed) return [end];
  return [end, "no details can be verified, so nothing proves that this file is about the key in it"];
}

/** Only a root that is stored outside the database can reveal that the whole database was sealed again. */
function anchoring({ head, seals, kept, keptThrough, problems }: Verification, given: number): string {
  const isRecord = head?.person !== undefined;
  if (given === 0) {
    const missing = isRecord
      ? "these seals are the original ones"
      : "no recipient and no last event was removed before this file was made";
    return `not shown: that ${missing}. Compare it with a root stored elsewhere: --root`;
  }
  if (kept === 0) return "this file contains no seal that was stored elsewhere";
  if (problems.length > 0) return `seal ${keptThrough} equals its copy stored elsewhere`;
  if (isRecord) {
    const behind = seals === keptThrough ? "" : `; events after seal ${keptThrough} are not covered by it`;
    return `no event shown up to seal ${keptThrough}, which was stored elsewhere, was changed${behind}`;
  }
  const behind = seals === keptThrough ? "" : `; events after seal ${keptThrough} are not proven to be complete`;
  return `nothing was removed or changed up to seal ${keptThrough}, which was stored elsewhere${behind}`;
}
