import {
  type CampaignDefinition,
  type ConfirmationText,
  type ConfirmationWords,
  type ConfirmButton,
  type LocalText,
  MessageError,
  type RenderInput,
} from "@relance/spec";
import { localeChain } from "../definition/places.ts";
import { compileText } from "../templates/compile-text.ts";
import type { LiquidEngines } from "../templates/liquid-engines.ts";
import type { DeadlineTextOf } from "../templates/message-writer.ts";
import { renderScope } from "../templates/render-scope.ts";

const ORIGIN = { file: "confirm.deepLink", line: 1, column: 1 };

export function createConfirmationWriter(
  definition: CampaignDefinition,
  engines: LiquidEngines,
  deadlineText: DeadlineTextOf,
): (input: Omit<RenderInput, "ack" | "optout">) => ConfirmationText {
  const { name } = definition;
  const words = listLanguages(definition).map((locale) => wordsIn(definition, locale));
  const url = definition.confirm?.deepLink;
  const link = url === undefined ? undefined : compileText(engines.address, url, ORIGIN);
  return (input) => {
    const own = firstFor(words, input.locale);
    if (link === undefined) return { words: own };
    const scope = renderScope(input, { campaign: { name }, deadlineText: () => deadlineText(input, "email") });
    const deepLink = printAddress(() => link.print(scope));
    return deepLink === undefined ? { words: own } : { words: own, deepLink };
  };
}

function listLanguages({ subject, confirm = {}, locale }: CampaignDefinition): (string | undefined)[] {
  const { buttons = {}, factor, afterDeadline } = confirm;
  const texts = [subject, factor?.ask, afterDeadline, ...Object.values(buttons).map(buttonLabel)];
  const named = texts.flatMap((text) => (typeof text === "object" ? Object.keys(text) : []));
  const all = new Set(named);
  if (all.size === 0) return [locale];
  return locale !== undefined && all.has(locale) ? [...new Set([locale, ...all])] : [...all];
}

function wordsIn(definition: CampaignDefinition, locale: string | undefined): ConfirmationWords {
  const { subject, name, confirm = {}, locale: fallback = "en" } = definition;
  const { buttons = {}, factor, afterDeadline } = confirm;
  const say = (text: LocalText | undefined): string | undefined => textFor(text, locale, fallback);
  const named = Object.entries(buttons).flatMap(([answer, button]) => {
    const label = say(buttonLabel(button));
    return label === undefined ? [] : [[answer, label] as const];
  });
  return {
    locale,
    subject: say(subject) ?? name,
    labels: Object.fromEntries(named),
    factor: say(factor?.ask),
    afterDeadline: say(afterDeadline),
  };
}

function buttonLabel(button: ConfirmButton): LocalText | undefined {
  return typeof button === "string" ? undefined : button.label;
}

function textFor(text: LocalText | undefined, wanted: string | undefined, fallback: string): string | undefined {
  if (text === undefined || typeof text === "string") return text;
  for (const tag of localeChain(wanted, fallback)) {
    if (Object.hasOwn(text, tag)) return text[tag];
  }
  return Object.values(text)[0];
}

function firstFor(words: readonly ConfirmationWords[], wanted: string | undefined): readonly ConfirmationWords[] {
  if (wanted === undefined || words.length < 2) return words;
  const chain = localeChain(wanted, wanted);
  const own = words.find(({ locale }) => locale !== undefined && chain.includes(locale));
  return own === undefined ? words : [own, ...words.filter((other) => other !== own)];
}

/** Leaves out a link that cannot be filled in for this row, because the page must always be shown. */
function printAddress(print: () => string): string | undefined {
  try {
    const address = print().trim();
    return URL.canParse(address) && new URL(address).protocol === "https:" ? address : undefined;
  } catch (error) {
    if (error instanceof MessageError) return undefined;
    throw error;
  }
}
