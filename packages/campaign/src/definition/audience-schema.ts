import { type Audience, type ContactColumns, parseExpected } from "@relance/spec";
import type * as z from "zod";
import { zod } from "../libraries.ts";
import { isCountry } from "./places.ts";
import { channelName, filled, list, oneOf, strict, text } from "./strict-object.ts";

const column = (): z.ZodType<string> => filled("write the name of a column");

const CONTACT_ADVICE = "write a column, or several in the order in which they are tried, such as [mobile, work]";
const contact = (): z.ZodType<string | readonly string[]> =>
  zod().union([column(), list(column(), CONTACT_ADVICE).max(4, { error: "name at most 4 columns a channel" })], {
    error: CONTACT_ADVICE,
  });

const contacts = (): z.ZodType<ContactColumns> =>
  zod().partialRecord(channelName(), contact(), { error: "write { sms: mobile, email: mail }" });

const EXPECT_ADVICE = "write how many recipients, such as 600000-700000 or 600000+";

const COUNTRY_ADVICE = "write a country as two capital letters of ISO 3166, such as FR";

/** The rows of a campaign and their columns. */
export const audience = (): z.ZodType<Audience> =>
  strict(
    {
      file: filled("write the path of a CSV or JSONL file")
        .optional()
        .describe("CSV with a header line, or JSONL; relative to this file. Absent = rows come from the program."),
      key: column().optional().describe("The column that names the person. Default id."),
      contacts: contacts().optional().describe("Which columns are the person's addresses."),
      country: text(/^[A-Z]{2}$/, COUNTRY_ADVICE)
        .refine(isCountry, { error: COUNTRY_ADVICE })
        .optional()
        .describe("Country of phone numbers written nationally, such as FR."),
      locale: column().optional().describe("The column with the person's language. Default locale."),
      timezone: column().optional().describe("The column with the person's time zone. Default timezone."),
      expect: zod()
        .string({ error: EXPECT_ADVICE })
        .refine((text) => parseExpected(text) !== undefined, { error: EXPECT_ADVICE })
        .optional()
        .describe(
          "Number of recipients, such as 600000-700000 or 600000+; another one refuses the campaign. Default 1+, and 0+ with mode open.",
        ),
      mode: oneOf(["open", "closed"])
        .optional()
        .describe("An open audience may grow while the campaign runs. Default closed."),
    },
    "write { file: people.csv, key: id, contacts: { sms: mobile } }",
  );
