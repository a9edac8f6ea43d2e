import type { EvidenceLine, Leaf, Verification } from "@relance/evidence";
import { columnsText } from "../output/columns.ts";
import { onOneLine, printable } from "../output/printable.ts";
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
    // printed only if there are no problems, because the line would hide a problem
    if (opened > 0 && problems.length === 0) lines.push(`${counted(opened, "event")} with details that match the seal`);
  }
  lines.push(...problems.map((problem) => `does not hold: ${problem}`));
  if (moreProblems > 0) lines.push(`and ${moreProblems} more like these`);
  if (problems.length === 0) lines.push("everything in this file is consistent");
  if (found.late.leaves > 0 && problems.length === 0) lines.push(lateness(found.late));
  if (head?.person !== undefined && problems.length === 0) lines.push(...limitsOfRecord(isNamed));
  if (head !== undefined) lines.push(anchoring(found, given));
  return lines.map(printable).join("\n");
}

function lateness({ leaves, longestMs }: Verification["late"]): string {
  const were = leaves === 1 ? "was" : "were";
  const wait = durationText(longestMs);
  return `${counted(leaves, "event")} ${were} sealed late, up to ${wait} after it happened: a change before the seal would not show`;
}

/** Returns what a single record cannot prove, such as that no later event was left out. */
function limitsOfRecord(isNamed: boolean): string[] {
  const end = "each event shown is sealed; only the file of all recipients shows that no later event was left out";
  if (isNamed) return [end];
  return [end, "nothing proves that this record belongs to the key in it, because no details can be opened"];
}

/** Only a root that was stored elsewhere reveals that the database was sealed again. */
function anchoring({ head, seals, kept, keptThrough, problems }: Verification, given: number): string {
  const isRecord = head?.person !== undefined;
  if (given === 0) {
    const missing = isRecord
      ? "these seals are those that were made then"
      : "no person and no end was removed before this file was made";
    return `not shown: that ${missing}. Compare it with a root stored elsewhere: --root`;
  }
  if (kept === 0) return "this file contains nothing of what was stored elsewhere";
  if (problems.length > 0) return `seal ${keptThrough} is the one that was stored elsewhere`;
  if (isRecord) {
    const behind = seals === keptThrough ? "" : `; events after seal ${keptThrough} are not covered by it`;
    return `no event shown up to seal ${keptThrough}, which was stored elsewhere, was changed${behind}`;
  }
  const behind = seals === keptThrough ? "" : `; events after seal ${keptThrough} are not proven to be complete`;
  return `nothing was removed or changed up to seal ${keptThrough}, which was stored elsewhere${behind}`;
}

export async function recordText(lines: AsyncIterable<EvidenceLine>): Promise<string> {
  const head: string[] = [];
  const rows: string[][] = [];
  let seal = 0;
  let last = "nothing was sealed yet; with evidence: true in the configuration, a worker seals";
  for await (const line of lines) {
    if ("evidence" in line) {
      const { person, campaign } = line;
      const label = [campaign.name, campaign.occurrence].filter(Boolean).join(" ");
      head.push(`${person?.key ?? ""} · ${label} · number ${person?.number ?? 0}`);
      head.push(person?.salt === undefined ? "erased: the details are gone" : `salt ${person.salt}`);
    } else if ("seal" in line) {
      seal = line.seal.number;
      last = `last seal ${seal} of ${line.seal.at}, chain ${line.seal.chain}`;
    } else if ("leaf" in line) {
      const { leaf, details = {} } = line;
      rows.push([`seal ${seal}`, leaf.at, leaf.type, factsOf(leaf), detailsText(details)]);
    }
  }
  return [...head, ...columnsText(rows, 5), last].map(onOneLine).join("\n");
}

function factsOf({ step, provider, attempt, cause, answer, quality }: Leaf): string {
  const facts = [provider, attempt, cause, answer, quality].filter((fact) => fact !== undefined);
  return [step === undefined ? "" : `step ${step}`, ...facts].filter(Boolean).join(" ");
}

function detailsText(details: Readonly<Record<string, unknown>>): string {
  return Object.entries(details)
    .map(([name, value]) => `${name}=${typeof value === "string" ? value : JSON.stringify(value)}`)
    .join(" ");
}
