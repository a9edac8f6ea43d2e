import type { AdmittedRow, CompiledCampaign, Plan } from "@relance/spec";
import { z } from "zod";

const WAIT_MS = 3_600_000;

/** A placeholder number until the source lends a number. France reserves this range for fiction. */
const SOME_NUMBER = "+33639980000";
const NO_LINE = 0;

type Kind = keyof Canaries;

export interface CanaryName {
  readonly kind: Kind;
  readonly round: number;
  readonly index: number;
  readonly network?: string | undefined;
}

/** Returns the key of a canary, such as `dead-2-15` or `lent-2-15 208-01`. */
export function canaryKey({ kind, round, index, network }: CanaryName): string {
  return `${kind}-${round}-${index}${network === undefined ? "" : ` ${network}`}`;
}

export function readCanaryKey(key: string): CanaryName | undefined {
  const [, kind, round, index, network] = /^(live|dead|lent)-(\d+)-(\d+)(?: (.+))?$/.exec(key) ?? [];
  if (kind === undefined) return undefined;
  return { kind: kind as Kind, round: Number(round), index: Number(index), network };
}

/** Returns the plan of a canary: the campaign's first step with its route, without waves. */
export function canaryPlan(plan: Plan): Plan {
  const { pace: _, budget: __, ifLate: ___, ...rest } = plan;
  const steps = plan.steps.slice(0, 1).map((step) => ({ ...step, waitMs: WAIT_MS, onMissingReceipt: "wait" as const }));
  return { ...rest, steps };
}

/** The audience row of a canary, or advice for the operator that states why the canary cannot be enrolled. */
type CanaryReading = { readonly row?: AdmittedRow; readonly advice?: string };
type ListedCanary = CanaryReading & { readonly kind: Kind; readonly index: number };

/** Converts the canaries in a campaign file to audience rows. Rows of `lent` canaries get a placeholder number. */
export function readCanaries(compiled: CompiledCampaign, { live, dead, lent }: Canaries): readonly ListedCanary[] {
  const read = (kind: Kind, rows: readonly unknown[] = []) =>
    rows.map((raw, index): ListedCanary => ({ kind, index, ...readCanary(compiled, raw) }));
  const numbered = lent?.map((one) => withNumber(compiled, one, SOME_NUMBER));
  return [...read("live", live), ...read("dead", dead), ...read("lent", numbered)];
}

function readCanary({ definition, admit }: CompiledCampaign, raw: unknown): CanaryReading {
  const channel = definition.steps[0]?.channel;
  const { row, refused } = admit(raw, NO_LINE);
  if (row === undefined) return { advice: refused.advice };
  if (row.contacts.some((contact) => contact.channel === channel)) return { row };
  return { advice: `a canary needs a contact for ${channel}, the channel of the first step` };
}

/** Returns the row of a canary with the number that the source lent; `undefined` if the row is invalid. */
export function lentRow(compiled: CompiledCampaign, lent: LentCanary, number: string): AdmittedRow | undefined {
  const { row } = compiled.admit(withNumber(compiled, lent, number), NO_LINE);
  return row?.contacts.some(({ channel }) => channel === "sms") === true ? row : undefined;
}

function withNumber({ definition: { audience } }: CompiledCampaign, lent: LentCanary, number: string): unknown {
  const { key = "id", contacts = { sms: "sms" } } = audience ?? {};
  const [column = "sms"] = [contacts.sms ?? []].flat();
  return { ...lent, [key]: lent.network, [column]: number };
}

const ROWS_ADVICE = "list rows with the audience's columns, such as - { id: ops, mobile: '+33612345678' }";
const LENT_ADVICE = "list rows with a mobile network, such as - { network: 208-01 }";
const NETWORK_ADVICE = 'write the network with letters, digits, dots and dashes, such as "208-01"';
const MOST_ADVICE = "list at most 20 canaries of each kind";

/** A rented test number: the source's name for its network, and the columns that the text of the message uses. */
export type LentCanary = { readonly network: string; readonly [column: string]: unknown };

/** Test contacts. `live` = colleagues' phones · `dead` = numbers without a phone · `lent` = rented numbers. */
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
