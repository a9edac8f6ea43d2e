import { dateOf, ENROLLMENT_STATES, REPLY_STATUSES, type ReplyItem, type ReplyRow } from "@relance/spec";

/** A reply as statements read it; people are absent for strangers. */
export interface StoredReply {
  readonly id: number;
  readonly at: number;
  readonly provider: string | null;
  /** JSON; null = what was said is kept no more. */
  readonly item: string | null;
  readonly status: number;
  readonly isTold: number;
  readonly enrollment: number;
  readonly campaign: number;
  readonly key: string | null;
  readonly state: number | null;
}

/** A reply as people read it. */
export function replyRow(row: StoredReply): ReplyRow {
  const { from, text } = row.item === null ? { from: "", text: "" } : (JSON.parse(row.item) as ReplyItem);
  const { enrollment, campaign, key, state } = row;
  const person =
    key === null || state === null
      ? undefined
      : { enrollment, campaign, key, state: ENROLLMENT_STATES[state] ?? "pending" };
  return {
    id: row.id,
    at: dateOf(row.at),
    provider: row.provider ?? "",
    from,
    text,
    status: REPLY_STATUSES[row.status] ?? "unclear",
    isAnswered: row.isTold === 1,
    ...(person && { person }),
  };
}
