import type { ReceiptRow, ReceiptsInput } from "@relance/spec";
import { MOST_RECEIPTS, receiptRow, SAME_REQUEST_WITHIN, type StoredReceipt } from "@relance/store";
import type { StoreContext } from "../transaction/context.ts";

const OTHERS = `exists (select 1 from inbox o left join attempts a on a.id = o.attempt
    where o.id between i.id - ${SAME_REQUEST_WITHIN} and i.id + ${SAME_REQUEST_WITHIN} and o.raw = i.raw
    and coalesce(a.enrollment, 0) <> ?1)`;

const SELECT = `with recursive chain (id, prev, ref) as (
    select a.id, a.prev, a.ref from enrollments e join attempts a on a.id = e.last_attempt where e.id = ?1
    union all select a.id, a.prev, a.ref from chain c join attempts a on a.id = c.prev where c.prev <> 0)
  select i.id, i.attempt, i.bit, i.quality, i.received_at as receivedAt, i.occurred_at as occurredAt, i.raw,
    coalesce(i.ref, c.ref) as ref, w.word as provider, x.word as code, r.bytes,
    case when ?2 and i.raw <> 0 then ${OTHERS} else 0 end as isShared
  from chain c join inbox i on i.attempt = c.id left join words w on w.id = i.provider
    left join words x on x.id = i.error and i.error <> 0 left join raw r on ?2 and r.id = i.raw
  where i.type = 0 order by i.id desc limit ${MOST_RECEIPTS}`;

/** What far ends reported about one person's messages, oldest first. */
export function receipts({ sql, attemptIds }: StoreContext, input: ReceiptsInput): readonly ReceiptRow[] {
  const { enrollment, withRequests = false } = input;
  const rows = sql.all<StoredReceipt>(SELECT, enrollment, Number(withRequests));
  return rows.map((row) => receiptRow(row, attemptIds)).reverse();
}
