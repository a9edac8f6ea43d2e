import type { CampaignDefinition } from "@relance/spec";
import * as z from "zod";
import { acknowledge } from "./acknowledge-schema.ts";
import { audience } from "./audience-schema.ts";
import { canaries } from "./canaries-schema.ts";
import { DEADLINE_ADVICE, parseDeadline } from "./deadline.ts";
import { languageTag, localText } from "./local-text.ts";
import { MONEY, MONEY_ADVICE } from "./money.ts";
import { isTimezone, zoneAdvice } from "./places.ts";
import { retention } from "./retention-schema.ts";
import { duration, step } from "./step-schema.ts";
import { strict, text } from "./strict-object.ts";
import { windows } from "./windows-schema.ts";

const NAME_ADVICE = "write a name of letters, digits, dots and dashes, such as re-registration";
const SUBJECT_ADVICE =
  "write what the matter is, or one text per language such as { fr: Réinscription, en: Registration }";
const ZONE_ADVICE = "write an IANA time zone such as Europe/Paris";
const COUNT_ADVICE = "write a whole number above 0";
const WEIGHT_ADVICE = "write a whole number from 1 to 100; 1 is what every campaign has";
const STEPS_ADVICE = "list the steps, such as - { channel: sms, route: [main], template: reminder }";

const count = z.number({ error: COUNT_ADVICE }).int({ error: COUNT_ADVICE }).min(1, { error: COUNT_ADVICE });

const deadline = z.union(
  [
    z
      .string({ error: DEADLINE_ADVICE })
      .refine((value) => parseDeadline(value) !== undefined, { error: DEADLINE_ADVICE }),
    strict(
      {
        column: z
          .string({ error: "write the column with each row's instant" })
          .min(1)
          .describe("Column with each row's instant."),
        minus: duration.optional().describe("So long before it, such as 24h."),
      },
      DEADLINE_ADVICE,
    ),
  ],
  { error: DEADLINE_ADVICE },
);

/** The proof of {@link CampaignDefinition}: every message is advice, unknown keys are refused. */
export const campaign: z.ZodType<CampaignDefinition> = strict(
  {
    version: z.literal(1, { error: "write version: 1" }).describe("Version of this file format."),
    name: text(/^[A-Za-z0-9][\w.-]{0,99}$/, NAME_ADVICE).describe("Identity of the campaign, with its occurrence."),
    subject: localText(200, SUBJECT_ADVICE)
      .optional()
      .describe("What the matter is, shown on the acknowledgement page; a text, or one per language."),
    purpose: z
      .enum(["service", "marketing"], { error: "write service" })
      .optional()
      .describe("Version 1 sends service messages only. Default service."),
    timezone: z
      .string({ error: ZONE_ADVICE })
      .refine(isTimezone, { error: ({ input }) => zoneAdvice(input) })
      .optional()
      .describe("IANA zone in which local instants of this file are read. Default UTC."),
    locale: languageTag.optional().describe("Language of people whose row names none. Default en."),
    deadline: deadline.describe("The legal end: an instant, so long after enrollment, or a column of each row."),
    handover: duration
      .optional()
      .describe("The ladder ends this long before the deadline, so that people can still phone. Default 0s."),
    ifLate: z
      .enum(["compress", "skip", "refuse"], { error: "write compress, skip or refuse" })
      .optional()
      .describe(
        "Where time is short: compress shortens the waits, skip leaves steps out, refuse enrolls nobody late. Default compress.",
      ),
    windows: windows.optional().describe("When messages may leave, in each person's time zone."),
    audience: audience.optional().describe("Who is reached."),
    acknowledge: acknowledge.optional().describe("What counts as a confirmation."),
    guarantee: z
      .enum(["at-most-once", "at-least-once"], { error: "write at-most-once or at-least-once" })
      .optional()
      .describe("at-least-once allows one more request per crash. Default at-most-once."),
    pace: strict(
      {
        pilot: count.optional().describe("People of the first wave."),
        rate: text(/^[1-9]\d{0,6}\/(s|m|h)$/, "write a rate such as 200/s")
          .optional()
          .describe("Most messages of the campaign over each provider, such as 200/s."),
        ramp: count.optional().describe("Waves after the pilot."),
      },
      "write { rate: 200/s }",
    )
      .optional()
      .describe("How fast the campaign sends."),
    weight: z
      .number({ error: WEIGHT_ADVICE })
      .int({ error: WEIGHT_ADVICE })
      .min(1, { error: WEIGHT_ADVICE })
      .max(100, { error: WEIGHT_ADVICE })
      .optional()
      .describe("How much it takes of a provider that other campaigns use at the same time, 1 to 100. Default 1."),
    budget: text(MONEY, MONEY_ADVICE)
      .optional()
      .describe("What all its messages may cost together, such as 45000 EUR: what would pass it is not sent."),
    retention: retention
      .optional()
      .describe("How long what it has of people is kept after their deadline. Default the configuration's."),
    watch: strict(
      {
        onLoss: z
          .enum(["warn", "throttle", "pause", "reroute"], { error: "write warn, throttle, pause or reroute" })
          .optional()
          .describe("What happens when a carrier loses messages."),
      },
      "write { onLoss: reroute }",
    )
      .optional()
      .describe("What the watch may do."),
    canaries: canaries
      .optional()
      .describe("Test contacts of yours, as rows with the audience's columns; counted nowhere."),
    steps: z
      .array(step, { error: STEPS_ADVICE })
      .min(1, { error: STEPS_ADVICE })
      .max(20, { error: "write at most 20 steps" })
      .describe("The ladder: one channel a step."),
  },
  "write a campaign with version, name, deadline and steps",
);
