import type { HoursText, Windows } from "@relance/spec";
import type * as z from "zod";
import { zod } from "../libraries.ts";
import { HOLIDAY_ADVICE, HOURS_ADVICE, holidayAdvice, parseHours } from "./hours.ts";
import { byChannel, strict } from "./strict-object.ts";

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

/** When messages may leave. */
export const windows = (): z.ZodType<Windows> =>
  strict(
    {
      ...byChannel(({ name }) =>
        hoursText().optional().describe(`Hours of ${name}, such as mon-fri 08:00-20:00, sat 10:00-18:00.`),
      ),
      holidays: holidayList()
        .optional()
        .describe("Days on which nothing leaves: calendars such as FR, dates such as 2027-08-16."),
    },
    "write { sms: mon-fri 08:00-20:00, holidays: [FR] }",
  );
