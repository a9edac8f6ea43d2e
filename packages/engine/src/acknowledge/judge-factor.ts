import { FACTOR_TRIES } from "@relance/rules";
import type { CampaignDefinition, ConfirmationView, Recipient, Signer } from "@relance/spec";

const MAX_ANSWER = 200;

function expected({ confirm }: CampaignDefinition, { variables }: Recipient): string | undefined {
  const column = confirm?.factor?.column;
  if (column === undefined || !Object.hasOwn(variables, column)) return undefined;
  const value = spelling(variables[column]);
  return value === "" ? undefined : value;
}

export function requiredFactor(definition: CampaignDefinition, person: Recipient): ConfirmationView["factor"] {
  if (expected(definition, person) === undefined) return undefined;
  const { wrongFactors } = person;
  return { triesLeft: Math.max(0, FACTOR_TRIES - wrongFactors), isWrong: wrongFactors > 0 };
}

/** Compares the recipient's answer with the row's value in constant time, and stores or logs neither of them. */
export function judgeFactor(
  signer: Signer,
  definition: CampaignDefinition,
  person: Recipient,
  written: string | undefined,
): "right" | "wrong" | "none" {
  const right = expected(definition, person);
  const given = spelling(written?.slice(0, MAX_ANSWER));
  if (right === undefined || given === "" || person.wrongFactors >= FACTOR_TRIES) return "none";
  return signer.verify("factor", right, signer.sign("factor", given)) ? "right" : "wrong";
}

function spelling(value: unknown): string {
  if (typeof value !== "string" && typeof value !== "number") return "";
  return String(value).normalize("NFKC").trim().toLowerCase().replaceAll(/\s+/g, " ");
}
