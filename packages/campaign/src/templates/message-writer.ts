import { type CampaignDefinition, type Channel, type ContentOf, MessageError, type RenderInput } from "@relance/spec";
import type { CodeTemplateInput } from "./code-template.ts";
import { createDeadlineWriter } from "./format-deadline.ts";
import { renderScope } from "./render-scope.ts";
import { neededValues, presentValues } from "./row-values.ts";
import type { TemplateBook } from "./template-book.ts";

/** The step is counted from 1. */
export type MessageWriter = (step: number, input: RenderInput) => ContentOf<Channel>;

/** What a person reads in their own language and zone, or in the campaign's. */
export type DeadlineTextOf = (input: Pick<RenderInput, "deadline" | "locale" | "timezone">, channel: Channel) => string;

export function createDeadlineText(definition: CampaignDefinition): DeadlineTextOf {
  const write = createDeadlineWriter();
  const { locale: campaignLocale = "en", timezone: campaignZone = "UTC" } = definition;
  return ({ deadline, locale = campaignLocale, timezone = campaignZone }, channel) =>
    write(deadline, locale, timezone, channel);
}

export function createMessageWriter(
  definition: CampaignDefinition,
  book: TemplateBook,
  deadlineTextOf: DeadlineTextOf,
): MessageWriter {
  const campaign = { name: definition.name };
  return (step, input) => {
    const rung = definition.steps[step - 1];
    const template = rung && book.pick(rung.template, rung.channel, input.locale);
    if (rung === undefined || template === undefined) {
      throw new MessageError("message/unknown-step", `step ${step} has no template`);
    }
    const locale = languageOf(template.locale, input.locale);
    const deadlineText = () => deadlineTextOf({ ...input, locale }, rung.channel);
    const scope = template.isCode ? {} : renderScope(input, { campaign, deadlineText });
    return template.write(scope, () => codeInput(input, campaign, deadlineText, template.file));
  };
}

/** A date inside a text is in the text's language: `fr-CA` stays inside a French text, German does not. */
function languageOf(written: string | undefined, wanted: string | undefined): string | undefined {
  if (written === undefined) return wanted;
  return wanted === written || wanted?.startsWith(`${written}-`) === true ? wanted : written;
}

/** What a function receives; the deadline is written when it asks. */
function codeInput(
  input: RenderInput,
  campaign: { readonly name: string },
  deadlineText: () => string,
  template: string,
): CodeTemplateInput {
  const optional = presentValues(input.variables);
  return {
    ...input,
    variables: neededValues(optional, template),
    optional,
    campaign,
    get deadlineText() {
      return deadlineText();
    },
  };
}
