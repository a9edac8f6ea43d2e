import type { Canaries, LentCanary } from "@relance/spec";
import type * as z from "zod";
import { zod } from "../libraries.ts";
import { strict, text } from "./strict-object.ts";

const ROWS_ADVICE = "list rows with the audience's columns, such as - { id: ops, mobile: '+33612345678' }";
const LENT_ADVICE = "list rows with a network, such as - { network: 208-01 }";
const NETWORK_ADVICE = 'name the network in letters, digits, dots and dashes, such as "208-01"';
const MOST_ADVICE = "name at most 20 canaries of a kind";

const some = <Row extends z.ZodType>(row: Row, advice: string) =>
  zod().array(row, { error: advice }).min(1, { error: advice }).max(20, { error: MOST_ADVICE });

const rows = () => some(zod().record(zod().string(), zod().unknown(), { error: ROWS_ADVICE }), ROWS_ADVICE);

const lentRow = (): z.ZodType<LentCanary> =>
  zod().looseObject(
    { network: text(/^[\w.-]{1,40}$/, NETWORK_ADVICE).describe("As the source of the numbers names it.") },
    { error: LENT_ADVICE },
  );

/** Test contacts of a campaign. */
export const canaries = (): z.ZodType<Canaries> =>
  strict(
    {
      live: rows().optional().describe("Phones and mailboxes that a colleague has in hand."),
      dead: rows()
        .optional()
        .describe("Contacts that cannot receive anything: one called delivered shows that receipts are made up."),
      lent: some(lentRow(), LENT_ADVICE)
        .optional()
        .describe("Numbers in these networks that observe.canaries of the configuration lends."),
    },
    "write { live: […], dead: […], lent: […] }",
  );
