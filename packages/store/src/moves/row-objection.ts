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
import { COUNTER, ROW } from "../rows/counters.ts";
import { isStorable, MAX_ROW_TEXT } from "../rows/inbox-facts.ts";
import { pluck, type StoredRow } from "../rows/sql.ts";
import type { Work } from "../work/work.ts";

export function emptyRefusals(...also: readonly string[]): string {
  return `update refusals set ${["contacts = null, digests = null, box = null", ...also].join(", ")} where id = any($1::bigint[])`;
}

/** Rows are locked in a fixed order, so that two imports of the same recipients do not deadlock. */
const OPEN = `select id, reason, key from refusals
  where campaign = $1 and key = any($2::text[]) and settled = 0 order by id for update`;
const SETTLE = emptyRefusals("settled = $2");
export const SETTLED = { since: 1, withdrawn: 2 } as const;

/** Settles refused rows, so that a phone list contains each recipient once. Returns keys with a refused row. */
export async function settleRefusals(
  work: Work,
  campaign: number,
  keys: readonly string[],
  how: (typeof SETTLED)[keyof typeof SETTLED],
): Promise<ReadonlySet<string>> {
  if (keys.length === 0) return new Set();
  const open = await work.sql.all<StoredRow<"id" | "reason", "key">>(OPEN, campaign, keys);
  if (open.length === 0) return new Set();
  await work.sql.run(SETTLE, pluck(open, "id"), how);
  for (const { reason } of open) work.count(campaign, COUNTER.settledRefusals, 0, 1, 0, reason);
  return new Set(pluck(open, "key"));
}

type Named = Pick<KeptRefusal, "line" | "key" | "contacts" | "digests" | "box">;

/** Refuses valid rows. The store keeps the contacts, so that operators can reach these recipients in another way. */
function refusing(reason: string, advice: string): (row: Named) => KeptRefusal {
  return ({ line, key, contacts, digests, box }) => {
    const refusal = { line, key, reason, advice, contacts };
    return box === undefined ? refusal : { ...refusal, digests, box };
  };
}

export const overRow: (row: Named) => KeptRefusal = refusing(
  "campaign/not-running",
  "the campaign had ended before this row arrived; reach this recipient another way",
);

export const lateRow: (row: Named) => KeptRefusal = refusing(
  "too-late",
  "the steps with their full waits no longer fit before this recipient's deadline; reach this recipient another way",
);

export const reusedRow: (row: Named) => KeptRefusal = refusing(
  "message/key-reused",
  "this idempotencyKey belongs to another message: use another key for this one",
);

/** Returns the public part of a refusal, without addresses. */
export function toRefusal({ line, key, reason, advice }: Refusal): Refusal {
  return { line, key, reason, advice };
}

const BAD_KEY = `a key must not begin with ${FORGOTTEN_KEY}`;
const FORGOTTEN = "this recipient was forgotten: relance stores nothing about them and accepts nothing more";
const BAD_TEXT = "write keys, locales and time zones as plain text of at most 500 characters";

export function objectionTo(row: EnrollRow, wasForgotten: boolean): RefusedRow | undefined {
  const { line, key } = row;
  if (!isUsable(row)) return { line, reason: "message/bad-row", advice: BAD_TEXT };
  if (isForgottenKey(key)) return { line, reason: "message/bad-key", advice: BAD_KEY };
  return wasForgotten ? forgottenRow(row) : undefined;
}

/** Returns the refusal of a forgotten recipient's row, which contains only the line number. */
export function forgottenRow({ line }: Pick<RefusedRow, "line">): RefusedRow {
  return { line, reason: "forgotten", advice: FORGOTTEN };
}

function isUsable({ key, locale, timezone, deadline }: EnrollRow): boolean {
  const isInstant = Number.isFinite("at" in deadline ? deadline.at : deadline.afterMs);
  return isInstant && [key, locale, timezone].every((text) => isStorable(text, MAX_ROW_TEXT));
}

export type Takes = "all" | "known" | "none";

export function takes(state: CampaignState | undefined, isOpen: boolean): Takes {
  if (state === "closed" || state === "cancelling" || state === "cancelled") return "none";
  return isOpen || state === undefined || state === "draft" || state === "enrolling" ? "all" : "known";
}

export interface ImportSource {
  readonly id: number;
  readonly startedAt: number;
}

export interface Enrolled {
  readonly status: EnrollStatus;
  readonly enrollment: number;
  readonly refusal?: KeptRefusal;
}

export const NOT_TAKEN: Enrolled = { status: "refused", enrollment: 0 };

/** Results of enrolled rows with the counter of each, in the order in which a chunk stores the totals. */
export const CHUNK_ROWS: readonly (readonly [EnrollStatus, number])[] = [
  ["new", ROW.new],
  ["same", ROW.same],
  ["contact-changed", ROW.contactChanged],
  ["repeated", ROW.repeated],
  ["refused", ROW.refused],
];

export function countRows(statuses: readonly EnrollStatus[], refused: number): EnrollAnswer["counts"] {
  const counts = { new: 0, same: 0, "contact-changed": 0, repeated: 0, refused };
  for (const status of statuses) counts[status] += 1;
  return counts;
}
