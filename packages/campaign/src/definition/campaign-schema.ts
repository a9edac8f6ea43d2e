import {
  type AnswerEffect,
  type Audience,
  type CampaignDefinition,
  type CampaignRetention,
  type ConfirmButton,
  type ConfirmRules,
  type ContactColumns,
  channels,
  DURATION,
  type Factor,
  type HoursText,
  isTimezone,
  MAX_CONTACTS,
  type OnMissingReceipt,
  parseDuration,
  parseExpected,
  type Step,
  type Windows,
} from "@relance/spec";
import type * as z from "zod";
import { publishedSchema, zod } from "../libraries.ts";
import { durationAdvice } from "./duration.ts";
import { HOLIDAY_ADVICE, HOURS_ADVICE, holidayAdvice, parseHours } from "./hours.ts";
import { DEADLINE_ADVICE, deadlineText, languageTag, localText, sinceText } from "./instants.ts";
import { MONEY, MONEY_ADVICE } from "./money.ts";
import { isCountry, ZONE_ADVICE, zoneAdvice } from "./places.ts";
import {
  byChannel,
  channelRecord,
  checkedText,
  filled,
  list,
  oneOfWords,
  strict,
  text,
  textThat,
  whole,
} from "./strict-object.ts";

const duration = (): z.ZodType<string> => text(DURATION, ({ input }) => durationAdvice(input));

const wait = (): z.ZodType<string> =>
  duration().refine((value) => parseDuration(value) !== 0, "write a duration longer than 0, such as 15m or 48h");

const TEMPLATE = /^[A-Za-z0-9][\w-]*(\/[A-Za-z0-9][\w-]*)*(@[\w.-]+)?$/;
const PROVIDER = /^[A-Za-z][\w-]*$/;
const TEMPLATE_ADVICE =
  "write the name without its ending: reminder reads reminder.<channel>.liquid; reminder@3 is a template in code";
const ROUTE_ADVICE = "name the channel's providers in fail-over order, such as [main, second]";

const onMissingReceipt = (): z.ZodType<OnMissingReceipt> =>
  strict(
    { after: wait().optional(), do: oneOfWords(["reroute", "escalate", "wait", "resend"]).optional() },
    "write { after: 15m, do: reroute }",
  );
const step = (): z.ZodType<Step> =>
  strict(
    {
      channel: oneOfWords(channels()),
      route: list(text(PROVIDER, ROUTE_ADVICE), ROUTE_ADVICE).max(8, { error: "name at most 8 providers" }).optional(),
      template: text(TEMPLATE, TEMPLATE_ADVICE),
      wait: wait().optional(),
      beforeDeadline: duration().optional(),
      when: filled('write a condition over columns, such as "age < 75"')
        .max(1000, { error: "write a condition of at most 1,000 characters" })
        .optional(),
      ignoreWindows: zod().boolean({ error: "write true or false" }).optional(),
      onMissingReceipt: onMissingReceipt().optional(),
    },
    "write a step such as { channel: sms, template: reminder, wait: 48h }",
  );

const column = (): z.ZodType<string> => filled("write the name of a column");

const CONTACT_ADVICE = "write a column, or several in the order in which they are tried, such as [mobile, work]";
const contact = (): z.ZodType<string | readonly string[]> => {
  const columns = list(column(), CONTACT_ADVICE).max(MAX_CONTACTS, {
    error: `name at most ${MAX_CONTACTS} columns a channel`,
  });
  return zod().union([column(), columns], { error: CONTACT_ADVICE });
};

const contacts = (): z.ZodType<ContactColumns> => channelRecord(contact(), "write { sms: mobile, email: mail }");

const EXPECT_ADVICE = "write how many recipients, such as 600000-700000 or 600000+";

const COUNTRY_ADVICE = "write a country as two capital letters of ISO 3166, such as FR";
const audience = (): z.ZodType<Audience> =>
  strict(
    {
      file: filled("write the path of a CSV or JSONL file").optional(),
      key: column().optional(),
      contacts: contacts().optional(),
      country: text(/^[A-Z]{2}$/, COUNTRY_ADVICE)
        .refine(isCountry, { error: COUNTRY_ADVICE })
        .optional(),
      locale: column().optional(),
      timezone: column().optional(),
      expect: textThat((expected) => parseExpected(expected) !== undefined, EXPECT_ADVICE).optional(),
      mode: oneOfWords(["open", "closed"]).optional(),
    },
    "write { file: people.csv, key: id, contacts: { sms: mobile } }",
  );

const ANSWER = /^[a-z][a-z0-9-]{0,39}$/;
const ANSWER_ADVICE = "write an answer in lower case, such as done, promise or wrong-person";
const EFFECT_ADVICE =
  "write close, next-contact, call-me or snooze 72h, or with a text { label: I have done it, effect: close }";
const METHOD_ADVICE = "write a list of event, link and reply, such as [link]";
const LINK_ADVICE = 'write an address such as "https://example.org/register?id={{ key }}"';

const FACTOR_ADVICE = "write { column: birth_year, ask: Your year of birth }";
const LABEL_ADVICE = "write the words on the button, such as I have done it";

const EFFECT = /^(close|next-contact|call-me|snooze [1-9]\d{0,5}[smhdw])$/;
const effect = () => text(EFFECT, EFFECT_ADVICE) as unknown as z.ZodType<AnswerEffect>;

const button = (): z.ZodType<ConfirmButton> =>
  zod().union([effect(), strict({ label: localText(80, LABEL_ADVICE).optional(), effect: effect() }, EFFECT_ADVICE)], {
    error: EFFECT_ADVICE,
  });

const factor = (): z.ZodType<Factor> =>
  strict(
    { column: filled(FACTOR_ADVICE), ask: localText(120, "write a question, such as Your year of birth") },
    FACTOR_ADVICE,
  );
const confirm = (): z.ZodType<ConfirmRules> =>
  strict(
    {
      event: text(/^[\w][\w.-]{0,99}$/, "write the name of your event, such as re-registered").optional(),
      since: sinceText().optional(),
      via: list(oneOfWords(["event", "link", "reply"], METHOD_ADVICE), METHOD_ADVICE).optional(),
      strength: oneOfWords(["gesture", "authenticated", "event"]).optional(),
      buttons: zod()
        .record(text(ANSWER, ANSWER_ADVICE), button(), { error: "write { done: close, promise: snooze 72h }" })
        .refine((buttons) => Object.keys(buttons).length > 0, {
          error: "name at least one answer, such as done: close",
        })
        .optional(),
      replies: zod().record(zod().string(), text(ANSWER, ANSWER_ADVICE), { error: "write { OK: done }" }).optional(),
      deepLink: text(/^https:\/\/[^{}\s/]+(\/|\?|$)/, LINK_ADVICE).optional(),
      factor: factor().optional(),
      afterDeadline: localText(400, "write what recipients can still do after the deadline").optional(),
    },
    "write { via: [link], buttons: { done: close } }",
  );

const REASON_ADVICE = "write the reason in at most 200 characters, such as claims may be brought for five years";

const retention = (): z.ZodType<CampaignRetention> =>
  strict(
    {
      contacts: duration().optional(),
      bodies: duration().optional(),
      raw: duration().optional(),
      reason: text(/^(?=.*\S)[^\p{Cc}]{1,200}$/u, REASON_ADVICE).optional(),
    },
    "write { contacts: 30d, bodies: 30d, raw: 7d }",
  );

const PLUGINS_ADVICE = "write each plugin's part under its name, such as { canaries: { dead: […] } }";

/** Plugins check their parts when a campaign starts, so a stored campaign compiles without its plugins. */
const plugins = () =>
  zod().record(text(/^[a-z][a-z0-9]{1,19}$/, PLUGINS_ADVICE), zod().unknown(), { error: PLUGINS_ADVICE });

const oneHours = () => checkedText((hours) => parseHours(hours).advice, HOURS_ADVICE);

const hoursText = (): z.ZodType<HoursText> =>
  zod().union(
    [
      oneHours(),
      zod()
        .array(oneHours(), { error: HOURS_ADVICE })
        .min(1, { error: `an empty list allows no message: ${HOURS_ADVICE}` })
        .max(50, { error: "write at most 50 hours" }),
    ],
    { error: HOURS_ADVICE },
  );

const holidayList = (): z.ZodType<readonly string[]> =>
  zod()
    .array(checkedText(holidayAdvice, HOLIDAY_ADVICE), { error: `list them: ${HOLIDAY_ADVICE}` })
    .max(400, { error: "name at most 400 holidays" });
const windows = (): z.ZodType<Windows> =>
  strict(
    { ...byChannel(hoursText().optional()), holidays: holidayList().optional() },
    "write { sms: mon-fri 08:00-20:00, holidays: [FR] }",
  );

const NAME_ADVICE = "write a name of letters, digits, dots and dashes, such as re-registration";
const SUBJECT_ADVICE =
  "write the subject in a few words, or one text per language such as { fr: Réinscription, en: Registration }";
const WEIGHT_ADVICE = "write a whole number from 1 to 100; the default is 1";
const STEPS_ADVICE = "list the steps, such as - { channel: sms, template: reminder }";

const count = () => whole(1, "write a whole number above 0");

const deadline = () =>
  zod().union(
    [
      deadlineText(),
      strict(
        { column: filled("write the column with each row's instant"), minus: duration().optional() },
        DEADLINE_ADVICE,
      ),
    ],
    { error: DEADLINE_ADVICE },
  );

const campaign = (): z.ZodType<CampaignDefinition> =>
  strict(
    {
      version: zod().literal(1, { error: "write version: 1, or leave it out" }).default(1),
      name: text(/^[A-Za-z0-9][\w.-]{0,99}$/, NAME_ADVICE),
      subject: localText(200, SUBJECT_ADVICE).optional(),
      timezone: checkedText((zone) => (isTimezone(zone) ? undefined : zoneAdvice(zone)), ZONE_ADVICE).optional(),
      locale: languageTag().optional(),
      deadline: deadline(),
      callBuffer: duration().optional(),
      ifLate: oneOfWords(["compress", "skip", "refuse"]).optional(),
      windows: windows().optional(),
      audience: audience().optional(),
      confirm: confirm().optional(),
      guarantee: oneOfWords(["at-most-once", "at-least-once"]).optional(),
      firstWave: count().optional(),
      rate: text(/^[1-9]\d{0,6}\/(s|m|h)$/, "write a rate such as 200/s").optional(),
      weight: whole(1, WEIGHT_ADVICE).max(100, { error: WEIGHT_ADVICE }).optional(),
      budget: text(MONEY, MONEY_ADVICE).optional(),
      retention: retention().optional(),
      watch: strict(
        {
          onLoss: oneOfWords(["warn", "throttle", "pause", "reroute"]).optional(),
          explore: text(
            /^(?:[1-9]|[1-4]\d|50|\d\.[1-9]\d?)%$/,
            "write a share from 0.1% to 50%, such as 2%",
          ).optional(),
        },
        "write { onLoss: reroute, explore: 2% }",
      ).optional(),
      plugins: plugins().optional(),
      steps: list(step(), STEPS_ADVICE).max(20, { error: "write at most 20 steps" }),
    },
    "write a campaign with name, deadline and steps",
  );

let made: { readonly channels: string; readonly schema: z.ZodType<CampaignDefinition> } | undefined;

/** The schema of {@link CampaignDefinition}. Each message is advice. Unknown keys are refused. */
export function campaignShape(): z.ZodType<CampaignDefinition> {
  const names = channels().join();
  if (made?.channels !== names) made = { channels: names, schema: campaign() };
  return made.schema;
}

export function shapeSchema(shape: z.ZodType): Record<string, unknown> {
  return { ...zod().toJSONSchema(shape, { io: "input" }), title: "relance campaign" };
}

/** Returns the JSON Schema of campaign files, with the channels of this process. It describes only shapes. */
export function campaignSchema(): unknown {
  return withDescriptions(shapeSchema(campaignShape()), publishedSchema());
}

/** Gives each key the description of the published key with that name. A custom channel's keys get those of `sms`. */
function withDescriptions(schema: unknown, published: unknown): unknown {
  if (typeof schema !== "object" || schema === null) return schema;
  const from = (published ?? {}) as Readonly<Record<string, unknown>>;
  if (Array.isArray(schema)) return schema.map((one, k) => withDescriptions(one, from[k]));
  const entries = Object.entries(schema).map(([key, value]) => [key, withDescriptions(value, from[key] ?? from.sms)]);
  const { description } = from;
  return Object.fromEntries(typeof description === "string" ? [["description", description], ...entries] : entries);
}
