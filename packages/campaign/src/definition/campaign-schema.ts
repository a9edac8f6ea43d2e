import {
  type CampaignDefinition,
  type CampaignRetention,
  channels,
  type HoursText,
  isTimezone,
  type Windows,
} from "@relance/spec";
import type * as z from "zod";
import { zod } from "../libraries.ts";
import { audience } from "./audience-schema.ts";
import { confirm } from "./confirm-schema.ts";
import { HOLIDAY_ADVICE, HOURS_ADVICE, holidayAdvice, parseHours } from "./hours.ts";
import { DEADLINE_ADVICE, languageTag, localText, parseDeadline } from "./instants.ts";
import { MONEY, MONEY_ADVICE } from "./money.ts";
import { zoneAdvice } from "./places.ts";
import { duration, step } from "./step-schema.ts";
import { byChannel, list, oneOf, strict, text, whole } from "./strict-object.ts";

const REASON_ADVICE = "write why, in at most 200 characters, such as claims may be brought for five years";

const retention = (): z.ZodType<CampaignRetention> =>
  strict(
    {
      contacts: duration().optional().describe("Addresses and columns, this long after the deadline, such as 30d."),
      bodies: duration().optional().describe("Captured messages and replies, this long after the deadline."),
      raw: duration().optional().describe("Raw requests of providers, this long after the deadline."),
      reason: text(/^(?=.*\S)[^\p{Cc}]{1,200}$/u, REASON_ADVICE)
        .optional()
        .describe("Why it keeps longer than the configuration does; without it the shorter time applies."),
    },
    "write { contacts: 30d, bodies: 30d, raw: 7d }",
  );

const PLUGINS_ADVICE = "write each plugin's part under its name, such as { canaries: { dead: […] } }";

/** Each plugin checks its own part when the campaign starts; a stored campaign compiles without it. */
const plugins = () =>
  zod().record(text(/^[a-z][a-z0-9]{1,19}$/, PLUGINS_ADVICE), zod().unknown(), { error: PLUGINS_ADVICE });

const oneHours = () =>
  zod()
    .string({ error: HOURS_ADVICE })
    .superRefine((text, context) => {
      const { advice } = parseHours(text);
      if (advice !== undefined) context.addIssue({ code: "custom", message: advice });
    });

/** Hours of days, as one text or a list. */
const hoursText = (): z.ZodType<HoursText> =>
  zod().union(
    [
      oneHours(),
      zod()
        .array(oneHours(), { error: HOURS_ADVICE })
        .min(1, { error: `no hours are never: ${HOURS_ADVICE}` })
        .max(50, { error: "write at most 50 hours" }),
    ],
    { error: HOURS_ADVICE },
  );

const oneHoliday = () =>
  zod()
    .string({ error: HOLIDAY_ADVICE })
    .superRefine((text, context) => {
      const message = holidayAdvice(text);
      if (message !== undefined) context.addIssue({ code: "custom", message });
    });

/** Calendars and single dates. */
const holidayList = (): z.ZodType<readonly string[]> =>
  zod()
    .array(oneHoliday(), { error: `list them: ${HOLIDAY_ADVICE}` })
    .max(400, { error: "name at most 400 holidays" });

/** When messages may be sent. */
const windows = (): z.ZodType<Windows> =>
  strict(
    {
      ...byChannel(({ name }) =>
        hoursText().optional().describe(`Hours of ${name}, such as mon-fri 08:00-20:00, sat 10:00-18:00.`),
      ),
      holidays: holidayList()
        .optional()
        .describe("Days on which nothing is sent: calendars such as FR, dates such as 2027-08-16."),
    },
    "write { sms: mon-fri 08:00-20:00, holidays: [FR] }",
  );

const NAME_ADVICE = "write a name of letters, digits, dots and dashes, such as re-registration";
const SUBJECT_ADVICE =
  "write the subject in a few words, or one text per language such as { fr: Réinscription, en: Registration }";
const ZONE_ADVICE = "write an IANA time zone such as Europe/Paris";
const WEIGHT_ADVICE = "write a whole number from 1 to 100; the default is 1";
const STEPS_ADVICE = "list the steps, such as - { channel: sms, template: reminder }";

const count = () => whole(1, "write a whole number above 0");

const deadline = () =>
  zod().union(
    [
      zod()
        .string({ error: DEADLINE_ADVICE })
        .refine((value) => parseDeadline(value) !== undefined, { error: DEADLINE_ADVICE }),
      strict(
        {
          column: zod()
            .string({ error: "write the column with each row's instant" })
            .min(1)
            .describe("Column with each row's instant."),
          minus: duration().optional().describe("How long before it, such as 24h."),
        },
        DEADLINE_ADVICE,
      ),
    ],
    { error: DEADLINE_ADVICE },
  );

const campaign = (): z.ZodType<CampaignDefinition> =>
  strict(
    {
      version: zod()
        .literal(1, { error: "write version: 1, or leave it out" })
        .default(1)
        .describe("Version of this file format. Default 1."),
      name: text(/^[A-Za-z0-9][\w.-]{0,99}$/, NAME_ADVICE).describe("Identity of the campaign, with its occurrence."),
      subject: localText(200, SUBJECT_ADVICE)
        .optional()
        .describe("The subject, shown on the acknowledgement page; a text, or one per language."),
      timezone: zod()
        .string({ error: ZONE_ADVICE })
        .refine(isTimezone, { error: ({ input }) => zoneAdvice(input) })
        .optional()
        .describe("IANA zone in which local instants of this file are read. Default UTC."),
      locale: languageTag().optional().describe("Language of recipients whose row names none. Default en."),
      deadline: deadline().describe(
        "The legal deadline: an instant, a duration after enrollment, or a column of each row.",
      ),
      callBuffer: duration()
        .optional()
        .describe("The ladder ends this long before the deadline, so that people can still phone. Default 0s."),
      ifLate: oneOf(["compress", "skip", "refuse"])
        .optional()
        .describe(
          "If time is short: compress shortens the waits, skip omits steps, refuse enrolls no late recipient. Default compress.",
        ),
      windows: windows().optional().describe("When messages may be sent, in each person's time zone."),
      audience: audience().optional().describe("Who is reached."),
      confirm: confirm().optional().describe("What counts as a confirmation."),
      guarantee: oneOf(["at-most-once", "at-least-once"])
        .optional()
        .describe("at-least-once allows one more request per crash. Default at-most-once."),
      firstWave: count()
        .optional()
        .describe(
          "Recipients of the first wave, drawn at random, such as 1300. Each later wave raises the released recipients to four times as many, and is sent once the watch has seen enough receipts of the one before.",
        ),
      rate: text(/^[1-9]\d{0,6}\/(s|m|h)$/, "write a rate such as 200/s")
        .optional()
        .describe("Most messages of the campaign through each provider, such as 200/s."),
      weight: whole(1, WEIGHT_ADVICE)
        .max(100, { error: WEIGHT_ADVICE })
        .optional()
        .describe("Its weight when several campaigns use a provider at the same time, 1 to 100. Default 1."),
      budget: text(MONEY, MONEY_ADVICE)
        .optional()
        .describe("What all its messages may cost together, such as 45000 EUR: a message beyond it is not sent."),
      retention: retention()
        .optional()
        .describe("How long people's data are kept after their deadline. Default the configuration's."),
      watch: strict(
        {
          onLoss: oneOf(["warn", "throttle", "pause", "reroute"])
            .optional()
            .describe("What happens when a provider loses messages."),
          explore: text(/^(?:[1-9]|[1-4]\d|50|\d\.[1-9]\d?)%$/, "write a share from 0.1% to 50%, such as 2%")
            .optional()
            .describe("Share of recipients who are first sent to through the next vendor, such as 2%. Default none."),
        },
        "write { onLoss: reroute, explore: 2% }",
      )
        .optional()
        .describe("What the watch may do."),
      plugins: plugins().optional().describe("What plugins of the configuration do for this campaign, by plugin."),
      steps: list(step(), STEPS_ADVICE)
        .max(20, { error: "write at most 20 steps" })
        .describe("The ladder: one channel per step."),
    },
    "write a campaign with name, deadline and steps",
  );

let made: { readonly channels: string; readonly schema: z.ZodType<CampaignDefinition> } | undefined;

/** Proves the type {@link CampaignDefinition}: every message is advice, unknown keys are refused. */
export function campaignShape(): z.ZodType<CampaignDefinition> {
  const names = channels().join();
  if (made?.channels !== names) made = { channels: names, schema: campaign() };
  return made.schema;
}

/**
 * The campaign file's JSON Schema, for editors; published as `@relance/campaign/schema.json`.
 *
 * It describes shapes only, with the channels of this process. `relance check` finds what depends on the rest of the
 * file, its templates or its audience.
 */
export function campaignSchema(): Record<string, unknown> {
  const schema = zod().toJSONSchema(campaignShape(), { io: "input" });
  return { ...schema, title: "relance campaign" };
}
