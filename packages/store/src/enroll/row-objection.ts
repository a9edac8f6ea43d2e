import { isForgottenKey, type KeptRefusal, type RefusedRow } from "@relance/spec";
import { FORGOTTEN, FORGOTTEN_ADVICE, FORGOTTEN_KEY_ADVICE } from "../people/forgotten.ts";
import { isStorable } from "../storable.ts";
import { refusedFor } from "./refusal.ts";
import { TOO_LATE, TOO_LATE_ADVICE } from "./too-late.ts";

/** Longest key, locale or time zone, in characters. */
export const MAX_ROW_TEXT = 500;
const BAD_TEXT = "write keys, locales and time zones as plain text of at most 500 characters";

/** What is looked at of a row before it is written. */
export interface RowToEnroll {
  readonly line: number;
  readonly key: string;
  readonly locale?: string | null | undefined;
  readonly timezone?: string | null | undefined;
  /** The legal end, or how long after enrollment it is. */
  readonly until: number;
}

/** Why a row that was admitted is not taken after all; nothing of somebody who was forgotten is kept. */
export function objectionTo(row: RowToEnroll, isBuried: boolean): RefusedRow | undefined {
  const { line, key } = row;
  if (!isUsable(row)) return { line, reason: "message/bad-row", advice: BAD_TEXT };
  if (isForgottenKey(key)) return { line, reason: "message/bad-key", advice: FORGOTTEN_KEY_ADVICE };
  return isBuried ? forgottenRow(row) : undefined;
}

/** Of somebody who was forgotten the line alone is kept. */
export function forgottenRow({ line }: Pick<RefusedRow, "line">): RefusedRow {
  return { line, reason: FORGOTTEN, advice: FORGOTTEN_ADVICE };
}

/** A row that comes too late. */
export function lateRow(row: Parameters<typeof refusedFor>[2]): KeptRefusal {
  return refusedFor(TOO_LATE, TOO_LATE_ADVICE, row);
}

/** A row that slipped through the checks before is one that the database would not keep as it is (R18). */
function isUsable({ key, locale, timezone, until }: RowToEnroll): boolean {
  return (
    Number.isFinite(until) &&
    isStorable(key, MAX_ROW_TEXT) &&
    isStorable(locale, MAX_ROW_TEXT) &&
    isStorable(timezone, MAX_ROW_TEXT)
  );
}
