import type { Canaries } from "@relance/spec";
import * as z from "zod";
import { strict } from "./strict-object.ts";

const ROWS_ADVICE = "list rows with the audience's columns, such as - { id: ops, mobile: '+33612345678' }";
const MOST_ADVICE = "name at most 20 canaries of a kind";

const rows = z
  .array(z.record(z.string(), z.unknown(), { error: ROWS_ADVICE }), { error: ROWS_ADVICE })
  .min(1, { error: ROWS_ADVICE })
  .max(20, { error: MOST_ADVICE });

export const canaries: z.ZodType<Canaries> = strict(
  {
    live: rows.optional().describe("Phones and mailboxes that somebody has in hand."),
    dead: rows
      .optional()
      .describe("Contacts that cannot receive anything: one called delivered shows that receipts are made up."),
  },
  "write { live: […], dead: […] }",
);
