import {
  type CampaignDefinition,
  type Channel,
  type ContentOf,
  getChannel,
  MessageError,
  type RenderInput,
} from "@relance/spec";
import { remembered } from "../remembered.ts";
import type { CodeTemplateInput } from "./code-template.ts";
import { countSegments } from "./count-segments.ts";
import { neededValues, presentValues, renderScope } from "./render-scope.ts";
import type { TemplateBook } from "./template-book.ts";

export type MessageWriter = (step: number, input: RenderInput) => ContentOf<Channel>;

/** Writes a deadline. If neither recipient nor campaign has a zone, the text is in UTC and says so. */
export type DeadlineTextOf = (input: Pick<RenderInput, "deadline" | "locale" | "timezone">, channel: Channel) => string;

export function createDeadlineText(definition: CampaignDefinition): DeadlineTextOf {
  const write = createDeadlineWriter();
  const { locale: campaignLocale = "en", timezone: campaignZone } = definition;
  return ({ deadline, locale = campaignLocale, timezone = campaignZone }, channel) =>
    timezone === undefined
      ? `${write(deadline, locale, "UTC", channel)} UTC`
      : write(deadline, locale, timezone, channel);
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
    const locale = chooseLanguage(template.locale, input.locale);
    const deadlineText = () => deadlineTextOf({ ...input, locale }, rung.channel);
    const scope = template.isCode ? {} : renderScope(input, { campaign, deadlineText });
    return template.write(scope, () => codeInput(input, campaign, deadlineText, template.file));
  };
}

/** Dates use the language of the text: a French text uses `fr-CA` for a recipient with `fr-CA`, but never German. */
function chooseLanguage(written: string | undefined, wanted: string | undefined): string | undefined {
  if (written === undefined) return wanted;
  return wanted === written || wanted?.startsWith(`${written}-`) === true ? wanted : written;
}

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

/** Writes full dates. If segments are billed, dates are short, with digits if a month's name needs UCS-2. */
function createDeadlineWriter() {
  const format = remembered(
    (locale: string, timeZone: string, dateStyle: "full" | "medium" | "short") =>
      new Intl.DateTimeFormat(locale, { timeZone, dateStyle, timeStyle: "short" }),
  );
  const write = remembered((deadline: number, locale: string, timezone: string, isShort: boolean) => {
    const text = plainSpaces(format(locale, timezone, isShort ? "medium" : "full").format(deadline));
    const isCheap = !isShort || countSegments(text).encoding === "GSM-7";
    return isCheap ? text : plainSpaces(format(locale, timezone, "short").format(deadline));
  });
  return (deadline: number, locale: string, timezone: string, channel: Channel) =>
    write(deadline, locale, timezone, getChannel(channel).content.segments === true);
}

/** Replaces the narrow no-break space that `Intl` writes before "PM": it is not in GSM-7. */
function plainSpaces(text: string): string {
  return text.replace(/[\u00a0\u202f]/g, " ");
}
