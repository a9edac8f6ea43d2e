import { type CampaignDefinition, type MatterText, MessageError, type RenderInput } from "@relance/spec";
import { compileText } from "../templates/compile-text.ts";
import type { LiquidEngines } from "../templates/liquid-engines.ts";
import { localeChain } from "../templates/locale-chain.ts";
import type { DeadlineTextOf } from "../templates/message-writer.ts";
import { renderScope } from "../templates/render-scope.ts";

/** Where the texts of the acknowledgement page come from, in messages. */
const ORIGIN = { file: "acknowledge.deepLink", line: 1, column: 1 };

/** Writes what the acknowledgement page shows about the campaign to one person. */
export function createMatterWriter(
  definition: CampaignDefinition,
  engines: LiquidEngines,
  deadlineText: DeadlineTextOf,
): (input: Omit<RenderInput, "ack" | "optout">) => MatterText {
  const { acknowledge, name } = definition;
  const link =
    acknowledge?.deepLink === undefined
      ? undefined
      : compileText(engines.address, acknowledge.deepLink, ORIGIN);
  return (input) => {
    const subject = subjectFor(definition, input.locale);
    if (link === undefined) return { subject };
    const scope = renderScope(input, {
      campaign: { name },
      deadlineText: () => deadlineText(input, "email"),
    });
    const deepLink = addressOf(() => link.print(scope));
    return deepLink === undefined ? { subject } : { subject, deepLink };
  };
}

/** The campaign's subject in the person's language, else in the first one; its name where it has none. */
function subjectFor(
  { subject, name, locale = "en" }: CampaignDefinition,
  wanted: string | undefined,
): string {
  if (subject === undefined || typeof subject === "string") return subject ?? name;
  for (const tag of localeChain(wanted, locale)) {
    const text = Object.hasOwn(subject, tag) ? subject[tag] : undefined;
    if (text !== undefined) return text;
  }
  return Object.values(subject)[0] ?? name;
}

/** A link that cannot be written for this row is left out: the page itself must always show. */
function addressOf(print: () => string): string | undefined {
  try {
    const address = print().trim();
    return URL.canParse(address) && new URL(address).protocol === "https:" ? address : undefined;
  } catch (error) {
    if (error instanceof MessageError) return undefined;
    throw error;
  }
}
