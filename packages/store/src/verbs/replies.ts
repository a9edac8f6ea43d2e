import { STATE } from "@relance/rules";
import {
  DOUBTFUL_STOP,
  ENROLLMENT_STATES,
  type Page,
  REPLY_STATUSES,
  type RepliesInput,
  type ReplyItem,
  type ReplyRow,
  toDate,
} from "@relance/spec";
import type { StoredRow } from "../rows/sql.ts";
import { toPage } from "../rows/to-page.ts";
import type { Reading } from "../work/work.ts";

export const SELECT_REPLY = `select r.id, r.received_at as at, w.text as provider, i.item, r.status,
  r.is_told as "isTold", r.enrollment, r.campaign, p.key, e.state from replies r join inbox i on i.id = r.inbox
  left join strings w on w.id = i.provider
  left join people p on p.id = r.enrollment left join enrollments e on e.id = r.enrollment`;

type ReplyNumber = "id" | "at" | "status" | "isTold" | "enrollment" | "campaign";
export type StoredReply = StoredRow<ReplyNumber, never, "provider" | "item" | "key"> & {
  readonly state: number | null;
};

export function replyRow(row: StoredReply): ReplyRow {
  const { from, text } = row.item === null ? { from: "", text: "" } : (JSON.parse(row.item) as ReplyItem);
  const { enrollment, campaign, key, state } = row;
  const person =
    key === null || state === null
      ? undefined
      : { enrollment, campaign, key, state: ENROLLMENT_STATES[state] ?? "pending" };
  return {
    id: row.id,
    at: toDate(row.at),
    provider: row.provider ?? "",
    from,
    text,
    status: REPLY_STATUSES[row.status] ?? "unclear",
    isAnswered: row.isTold === 1,
    ...(person && { person }),
  };
}

const FOR_PEOPLE = (["ambiguous", "unclear"] as const).map((status) => REPLY_STATUSES.indexOf(status));
/** SQL: replies that relance did not understand, from senders who have not acknowledged since. */
const UNCLEAR = `r.status in (${FOR_PEOPLE.join(", ")}) and e.state <> ${STATE.acknowledged}`;

const DOUBTFUL = REPLY_STATUSES.indexOf("doubtful");
const HELD = `r.status = ${DOUBTFUL} and exists (select 1 from suppressions s
  where s.digest = r.digest and s.reason = '${DOUBTFUL_STOP}' and s.removed_at is null)`;

export async function replies({ sql }: Reading, input: RepliesInput): Promise<Page<ReplyRow>> {
  const { campaign, unclear = false, doubtful = false, cursor = "0", limit } = input;
  const conditions = ["r.id > $1"];
  if (campaign !== undefined) conditions.push("r.campaign = $3");
  if (unclear) conditions.push(UNCLEAR);
  if (doubtful) conditions.push(HELD);
  const statement = `${SELECT_REPLY} where ${conditions.join(" and ")} order by r.id limit $2`;
  const named = campaign === undefined ? [] : [campaign];
  const found = await sql.all<StoredReply>(statement, Number(cursor), limit, ...named);
  return toPage(found, limit, replyRow);
}
