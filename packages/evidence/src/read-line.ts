import type { EvidenceHead, EvidenceLine } from "./evidence-line.ts";

/** Levels of arrays and objects in a line. What nests deeper was not written by relance, and would exhaust the stack. */
const MOST_LEVELS = 64;

/** A line as far as it is needed, or nothing: what somebody else wrote may be anything. */
export function readEvidenceLine(text: string): EvidenceLine | undefined {
  let line: unknown;
  try {
    line = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isRecord(line) || isDeeper(line, MOST_LEVELS)) return undefined;
  if (isRecord(line.seal)) return isSeal(line.seal) ? (line as unknown as EvidenceLine) : undefined;
  if (isRecord(line.leaf)) return isLeaf(line) ? (line as unknown as EvidenceLine) : undefined;
  if (isRecord(line.end)) return isNumbers(line.end, ["seals", "leaves"]) ? (line as never) : undefined;
  return isHead(line) ? (line as unknown as EvidenceLine) : undefined;
}

export function isHeadLine(line: EvidenceLine | undefined): line is EvidenceHead {
  return line !== undefined && "evidence" in line;
}

type Fields = Readonly<Record<string, unknown>>;

function isHead({ evidence, campaign, madeAt, person }: Fields): boolean {
  const isPerson =
    person === undefined ||
    (isRecord(person) && isNumbers(person, ["number"]) && isTexts(person, ["key"]) && isSalt(person.salt));
  return (
    typeof evidence === "number" &&
    typeof madeAt === "string" &&
    isRecord(campaign) &&
    isTexts(campaign, ["name", "occurrence"]) &&
    isPerson
  );
}

function isSeal(seal: Fields): boolean {
  return isNumbers(seal, ["number", "leaves"]) && isTexts(seal, ["at", "root", "chain"]);
}

function isLeaf({ leaf, index, proof, details }: Fields): boolean {
  return (
    isRecord(leaf) &&
    isTexts(leaf, ["event", "type", "at"]) &&
    (index === undefined || typeof index === "number") &&
    (proof === undefined || (Array.isArray(proof) && proof.every((one) => typeof one === "string"))) &&
    (details === undefined || isRecord(details))
  );
}

function isSalt(salt: unknown): boolean {
  return salt === undefined || (typeof salt === "string" && /^([0-9a-f]{2})+$/.test(salt));
}

function isRecord(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  return levels === 0 || Object.values(value).some((one) => isDeeper(one, levels - 1));
}

function isNumbers(fields: Fields, names: readonly string[]): boolean {
  return names.every((name) => Number.isSafeInteger(fields[name]));
}

function isTexts(fields: Fields, names: readonly string[]): boolean {
  return names.every((name) => typeof fields[name] === "string");
}
