import { z } from "zod";

const ROWS_ADVICE = "list rows with the audience's columns, such as - { id: ops, mobile: '+33612345678' }";
const LENT_ADVICE = "list rows with a network, such as - { network: 208-01 }";
const NETWORK_ADVICE = 'name the network in letters, digits, dots and dashes, such as "208-01"';
const MOST_ADVICE = "list at most 20 canaries of each kind";

/** A test number: its network, as the source names it, and the columns that the message needs. */
export type LentCanary = { readonly network: string; readonly [column: string]: unknown };

/** Test contacts: `live` = colleagues' phones · `dead` = cannot receive anything · `lent` = numbers from the source. */
export interface Canaries {
  readonly live?: readonly Readonly<Record<string, unknown>>[] | undefined;
  readonly dead?: readonly Readonly<Record<string, unknown>>[] | undefined;
  readonly lent?: readonly LentCanary[] | undefined;
}

const some = <Row>(row: z.ZodType<Row>, advice: string): z.ZodType<readonly Row[] | undefined> =>
  z.array(row, { error: advice }).min(1, { error: advice }).max(20, { error: MOST_ADVICE }).optional();

const network = z.string({ error: NETWORK_ADVICE }).regex(/^[\w.-]{1,40}$/, { error: NETWORK_ADVICE });
const rows = some(z.record(z.string(), z.unknown(), { error: ROWS_ADVICE }), ROWS_ADVICE);
const lent = some(z.looseObject({ network }, { error: LENT_ADVICE }), LENT_ADVICE);

/** `plugins.canaries` of a campaign file. */
export const partSchema: z.ZodType<Canaries> = z.strictObject({ live: rows, dead: rows, lent });
