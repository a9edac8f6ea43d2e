import type { EvidenceLine, Leaf } from "@relance/evidence";
import { columnsText } from "../output/columns.ts";
import { onOneLine } from "../output/printable.ts";

/** The sealed record of one person, for a person to read. */
export async function recordText(lines: AsyncIterable<EvidenceLine>): Promise<string> {
  const head: string[] = [];
  const rows: string[][] = [];
  let seal = 0;
  let last = "nothing was sealed yet";
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
