import type { CampaignRetention } from "@relance/spec";
import type * as z from "zod";
import { duration } from "./step-schema.ts";
import { strict, text } from "./strict-object.ts";

const LONGER_ADVICE = "write why, in at most 200 characters, such as claims may be brought for five years";

export const retention: z.ZodType<CampaignRetention> = strict(
  {
    contacts: duration.optional().describe("Addresses and columns, so long after the deadline, such as 30d."),
    bodies: duration.optional().describe("Captured messages and replies, so long after the deadline."),
    raw: duration.optional().describe("Requests of far ends, so long after the deadline."),
    longer: text(/^(?=.*\S)[^\p{Cc}]{1,200}$/u, LONGER_ADVICE)
      .optional()
      .describe("Why it keeps longer than the configuration does; without it the shorter counts."),
  },
  "write { contacts: 30d, bodies: 30d, raw: 7d }",
);
