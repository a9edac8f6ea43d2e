import { FACTOR_TRIES } from "@relance/rules";
import type { CampaignDefinition, ConfirmationView, Recipient, Signer } from "@relance/spec";

/** Longest answer that is checked, in characters; no year of birth is longer. */
const MAX_ANSWER = 200;

/** What the campaign knows of this recipient and asks for; absent = there is nothing to compare with. */
function expected({ acknowledge }: CampaignDefinition, { variables }: Recipient): string | undefined {
  const column = acknowledge?.factor?.column;
  if (column === undefined || !Object.hasOwn(variables, column)) return undefined;
  const value = spelling(variables[column]);
  return value === "" ? undefined : value;
}

/** How the campaign's question stands for this recipient. */
export function factorOf(definition: CampaignDefinition, person: Recipient): ConfirmationView["factor"] {
  if (expected(definition, person) === undefined) return undefined;
  const { wrongFactors } = person;
  return { triesLeft: Math.max(0, FACTOR_TRIES - wrongFactors), isWrong: wrongFactors > 0 };
}

/**
 * Compares what was written with what the row says, in a time that tells nothing; neither is kept, logged or sent on.
 * Nothing written is no try.
 */
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
