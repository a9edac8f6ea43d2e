import type { HoursText, Windows } from "@relance/spec";
import * as z from "zod";
import { HOLIDAY_ADVICE, isHoliday } from "./holidays.ts";
import { HOURS_ADVICE, parseHours } from "./hours.ts";
import { strict } from "./strict-object.ts";

const oneHours = z.string({ error: HOURS_ADVICE }).superRefine((text, context) => {
  const { advice } = parseHours(text);
  if (advice !== undefined) context.addIssue({ code: "custom", message: advice });
});

/** Hours of days, as one text or a list. */
const hoursText: z.ZodType<HoursText> = z.union(
  [
    oneHours,
    z
      .array(oneHours, { error: HOURS_ADVICE })
      .min(1, { error: `no hours are never: ${HOURS_ADVICE}` })
      .max(50, { error: "write at most 50 hours" }),
  ],
  { error: HOURS_ADVICE },
);

/** Calendars and single dates. */
const holidayList: z.ZodType<readonly string[]> = z
  .array(z.string({ error: HOLIDAY_ADVICE }).refine(isHoliday, { error: HOLIDAY_ADVICE }), {
    error: `list them: ${HOLIDAY_ADVICE}`,
  })
  .max(400, { error: "name at most 400 holidays" });

export const windows: z.ZodType<Windows> = strict(
  {
    sms: hoursText.optional().describe("Hours of SMS, such as mon-fri 08:00-20:00, sat 10:00-18:00."),
    email: hoursText.optional().describe("Hours of mails."),
    push: hoursText.optional().describe("Hours of push messages."),
    holidays: holidayList
      .optional()
      .describe("Days on which nothing leaves: calendars such as FR, dates such as 2027-08-16."),
  },
  "write { sms: mon-fri 08:00-20:00, holidays: [FR] }",
);
