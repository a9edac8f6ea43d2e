import {
  type CampaignState,
  type EnrollAnswer,
  type EnrollRow,
  type EnrollStatus,
  FORGOTTEN_KEY,
  isForgottenKey,
  type KeptRefusal,
  type Refusal,
  type RefusedRow,
} from "@relance/spec";
import { dropKeys } from "../rows/contacts.ts";
import { COUNTER, ROW } from "../rows/counters.ts";
import { isStorable, MAX_ROW_TEXT } from "../rows/inbox-facts.ts";
import { numberAt, numbersIn } from "../rows/sql.ts";
import type { Work } from "../work/work.ts";

/** SQL: takes the contacts out of refused rows. */
export function emptyRefusals(...also: readonly string[]): string {
  return `update refusals set ${["contacts = null, digests = null", ...also].join(", ")} where id = any($1::bigint[])`;
}

/** In one order, so that two imports of the same recipients wait for each other and no more. */
const OPEN = `select id, reason, contacts, key from refusals
  where campaign = $1 and key = any($2::text[]) and settled = 0 order by id for update`;
const SETTLE = emptyRefusals("settled = $2");
const WITHDRAWN = `select distinct key from refusals
  where campaign = $1 and key = any($2::text[]) and settled = $3`;

/** Why a refused row need not be phoned any more. */
export const SETTLED = { since: 1, withdrawn: 2 } as const;

/**
 * Refused rows of keys that are enrolled, were withdrawn, or are refused once more. A list for phone calls needs
 * each recipient once, and no enrolled one because of a row. Answers the keys that had one. Rows stay
 * counted as they were; what is counted here is taken off the unreached.
 */
export async function settleRefusals(
  work: Work,
  campaign: number,
  keys: readonly string[],
  how: (typeof SETTLED)[keyof typeof SETTLED],
): Promise<ReadonlySet<string>> {
  if (keys.length === 0) return new Set();
  const open = await work.sql.rows(OPEN, campaign, keys);
  if (open.length === 0) return new Set();
  await work.sql.run(SETTLE, numbersIn(open), how);
  for (const row of open) work.count(campaign, COUNTER.settledRefusals, 0, 1, 0, numberAt(row, 1));
  await dropKeys(work.sql, open, 2);
  return new Set(open.map((row) => row[3] as string));
}

/** Keys of recipients who were withdrawn when all that there was of them was a refused row. */
export async function withdrawnAmong(
  work: Work,
  campaign: number,
  keys: readonly string[],
): Promise<ReadonlySet<string>> {
  if (keys.length === 0) return new Set();
  const rows = await work.sql.rows(WITHDRAWN, campaign, keys, SETTLED.withdrawn);
  return new Set(rows.map(([key]) => key as string));
}

type Named = Pick<KeptRefusal, "line" | "key" | "contacts" | "digests" | "personKey">;

/** Rows that nothing is wrong with: their contacts stay, for an operator who reaches these people another way. */
function refusing(reason: string, advice: string): (row: Named) => KeptRefusal {
  return ({ line, key, contacts, digests, personKey }) => {
    const refusal = { line, key, reason, advice, contacts };
    return personKey === undefined ? refusal : { ...refusal, digests, personKey };
  };
}

/** A row for a campaign that is over. */
export const overRow: (row: Named) => KeptRefusal = refusing(
  "campaign/not-running",
  "the campaign was over before this row came; reach this person another way",
);

/** A row whose ladder no longer fits (`ifLate: refuse`). */
export const lateRow: (row: Named) => KeptRefusal = refusing(
  "too-late",
  "the steps no longer fit before this person's deadline with their full waits; reach this person another way",
);

/** A message whose idempotency key belongs to another one. */
export const reusedRow: (row: Named) => KeptRefusal = refusing(
  "message/key-reused",
  "this idempotencyKey belongs to another message: give this one its own",
);

/** What is told of a refused row: never an address. */
export function refusalOf({ line, key, reason, advice }: Refusal): Refusal {
  return { line, key, reason, advice };
}

/** Such a key could come to be that of a forgotten recipient. */
const BAD_KEY = `a key does not begin with ${FORGOTTEN_KEY}`;
const FORGOTTEN = "this person was forgotten: relance holds nothing of them and takes nothing back";
const BAD_TEXT = "write keys, locales and time zones as plain text of at most 500 characters";

/** Why a row that was admitted is not taken after all; nothing of a forgotten recipient is kept. */
export function objectionTo(row: EnrollRow, isBuried: boolean): RefusedRow | undefined {
  const { line, key } = row;
  if (!isUsable(row)) return { line, reason: "message/bad-row", advice: BAD_TEXT };
  if (isForgottenKey(key)) return { line, reason: "message/bad-key", advice: BAD_KEY };
  return isBuried ? forgottenRow(row) : undefined;
}

/** Of a forgotten recipient the line of the row alone is kept. */
export function forgottenRow({ line }: Pick<RefusedRow, "line">): RefusedRow {
  return { line, reason: "forgotten", advice: FORGOTTEN };
}

/** A row that slipped through the checks before is one that the database would not keep as it is. */
function isUsable({ key, locale, timezone, deadline }: EnrollRow): boolean {
  const isInstant = Number.isFinite("at" in deadline ? deadline.at : deadline.afterMs);
  return isInstant && [key, locale, timezone].every((text) => isStorable(text, MAX_ROW_TEXT));
}

/** Which recipients an import may bring: all, only enrolled ones, or none. */
export type Takes = "all" | "known" | "none";

/** A campaign that is over takes none. A closed audience grows no more once it is sealed, also for an import under way. */
export function takes(state: CampaignState | undefined, isOpen: boolean): Takes {
  if (state === "closed" || state === "cancelling" || state === "cancelled") return "none";
  return isOpen || state === undefined || state === "draft" || state === "enrolling" ? "all" : "known";
}

/** An import under way. */
export interface ImportSource {
  readonly id: number;
  /** Epoch milliseconds, by the store's clock. */
  readonly startedAt: number;
}

/** What became of one row of a chunk. */
export interface Enrolled {
  readonly status: EnrollStatus;
  /** 0 = none. */
  readonly enrollment: number;
}

/** Something is wrong with the row itself. */
export const NOT_TAKEN: Enrolled = { status: "refused", enrollment: 0 };

/** It would have been a new recipient, and comes too late. Told from the above by identity, for it is listed otherwise. */
export const LATECOMER: Enrolled = { status: "refused", enrollment: 0 };

/** Its key belongs to another message. Told from the others by identity, as {@link LATECOMER}. */
export const REUSED: Enrolled = { status: "refused", enrollment: 0 };

type Counts = EnrollAnswer["counts"];

/** What rows of a chunk may come to, with its counter, in the order in which chunks keep how many there were. */
export const CHUNK_ROWS: readonly (readonly [EnrollStatus, number])[] = [
  ["new", ROW.new],
  ["same", ROW.same],
  ["contact-changed", ROW.contactChanged],
  ["repeated", ROW.repeated],
  ["refused", ROW.refused],
];

/** @param refused - rows that were refused before they came to the store */
export function countRows(statuses: readonly EnrollStatus[], refused: number): Counts {
  const counts = { new: 0, same: 0, "contact-changed": 0, repeated: 0, refused };
  for (const status of statuses) counts[status] += 1;
  return counts;
}

/** A repeated chunk gets the first answer: what it kept, in the order of {@link CHUNK_ROWS}. */
export function replayedChunk(kept: readonly unknown[]): EnrollAnswer {
  const [first = 0, same = 0, changed = 0, repeated = 0, refused = 0] = kept as readonly number[];
  const counts = { new: first, same, "contact-changed": changed, repeated, refused };
  return { statuses: [], enrollments: [], counts, refusals: [], replayed: true };
}

/** The answer where the campaign takes no recipient: each row is refused, and why. */
export function turnedAway(refusals: readonly Refusal[], refused: number): EnrollAnswer {
  const statuses = refusals.map(() => "refused" as const);
  const counts = countRows(statuses, refused);
  return { statuses, enrollments: statuses.map(() => 0), counts, refusals, replayed: false };
}
