import type { AcknowledgeAnswer, AcknowledgeItem } from "@relance/spec";
import type { HotRow } from "../people/hot-row.ts";
import { isStorable, MAX_ID } from "../storable.ts";

/** The database could not keep it as it is. */
export const BAD_ANSWER: AcknowledgeAnswer = { status: "refused", code: "message/bad-text", enrollments: [] };
/** It is about somebody who was forgotten. */
export const BURIED_ANSWER: AcknowledgeAnswer = {
  status: "refused",
  code: "message/forgotten",
  enrollments: [],
};
/** It names somebody who was never enrolled. */
export const UNKNOWN_PERSON: AcknowledgeAnswer = {
  status: "refused",
  code: "message/unknown-person",
  enrollments: [],
};

/** The database would keep it as it is (R18). */
export function isUsableAnswer({ target, source, sourceId, occurredAt, via }: AcknowledgeItem): boolean {
  const key = "key" in target ? target.key : undefined;
  const isInstant = occurredAt === undefined || Number.isFinite(occurredAt);
  return isInstant && [key, source, sourceId, via].every((text) => isStorable(text, MAX_ID));
}

/** By when an event is judged; absent = it is no event, and is judged by when it comes. */
export function happenedAt({ method, occurredAt }: AcknowledgeItem, now: number): number | undefined {
  return method === "event" ? Math.trunc(occurredAt ?? now) : undefined;
}

/**
 * Perhaps it is about a matter in which the person is not enrolled yet: it came too late for all that there is, or it takes
 * back what was kept for such a matter.
 */
export function isAboutMore(item: AcknowledgeItem, rows: readonly HotRow[], now: number): boolean {
  const at = happenedAt(item, now);
  if (rows.length === 0) return true;
  return at !== undefined && (item.revoke === true || rows.every(({ deadline }) => at > deadline));
}
