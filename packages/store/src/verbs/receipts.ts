import { EVIDENCE_BIT } from "@relance/rules";
import { dateOf, type ErrorCount, EVIDENCE, QUALITIES, type ReceiptKind, type ReceiptRow } from "@relance/spec";
import { chainFrom } from "../moves/find-enrollments.ts";
import { evidenceNumber } from "../rows/attempt-facts.ts";
import type { AttemptIds } from "../rows/attempt-ids.ts";
import { INBOX_TYPE } from "../rows/inbox-facts.ts";
import type { Sql } from "../rows/sql.ts";
import type { Reading } from "../work/work.ts";

const ERRORS = `select w.word as provider, r.word as code, f.word as "vendorCode", g.channel, g.bits, g.count, g."lastAt"
  from (select provider, error, vendor_error, channel, bits, count(*) as count,
      max(coalesce(first_final, submitted_at)) as "lastAt" from attempts
    where campaign = $1 and (error is not null or vendor_error is not null)
    group by provider, error, vendor_error, channel, bits) g
  left join words w on w.id = g.provider left join words r on r.id = g.error
  left join words f on f.id = g.vendor_error`;

const MOST_RECEIPTS = 200;

/** The inbox numbers of one request lie within this range, which is searched for other recipients. */
const SAME_REQUEST_WITHIN = 1_000;

interface StoredReceipt {
  readonly id: number;
  readonly attempt: number;
  readonly provider: string | null;
  readonly bit: number;
  readonly quality: number;
  readonly code: string | null;
  readonly ref: string | null;
  readonly occurredAt: number;
  readonly receivedAt: number;
  readonly raw: number;
  readonly bytes: Uint8Array | null;
  readonly isShared: number | boolean;
}

const KIND: Readonly<Record<number, ReceiptKind>> = {
  [EVIDENCE_BIT.inTransit]: "in-transit",
  [EVIDENCE_BIT.delivered]: "delivered",
  [EVIDENCE_BIT.engaged]: "engaged",
};

function receiptRow(stored: StoredReceipt, ids: AttemptIds): ReceiptRow {
  const { id, attempt, provider, bit, quality, code, ref, occurredAt, receivedAt, raw, bytes } = stored;
  const isShared = Boolean(stored.isShared);
  return {
    id,
    attemptId: ids.idOf(attempt),
    provider: provider ?? "",
    kind: KIND[bit] ?? "undelivered",
    addressPermanent: bit === EVIDENCE_BIT.undeliveredPermanent,
    quality: QUALITIES[quality] ?? "accepted",
    code: code ?? undefined,
    ref: ref ?? undefined,
    occurredAt: dateOf(occurredAt),
    receivedAt: dateOf(receivedAt),
    hasRequest: raw !== 0,
    request: bytes === null || isShared ? undefined : bytes,
    isShared,
  };
}

interface StoredErrors {
  readonly provider: string | null;
  readonly code: string | null;
  readonly vendorCode: string | null;
  readonly channel: number;
  readonly bits: number;
  readonly count: number;
  readonly lastAt: number;
}

export async function errors(sql: Sql, campaign: number): Promise<readonly ErrorCount[]> {
  const known = new Map<string, ErrorCount>();
  for (const row of await sql.all<StoredErrors>(ERRORS, campaign)) {
    const { provider, code, vendorCode, channel, bits, count, lastAt } = row;
    const evidence = EVIDENCE[evidenceNumber(bits, channel)] ?? "none";
    const key = JSON.stringify([provider, code, vendorCode, evidence]);
    const before = known.get(key);
    known.set(key, {
      provider: provider ?? "",
      code: code ?? undefined,
      vendorCode: vendorCode ?? undefined,
      evidence,
      count: (before?.count ?? 0) + count,
      lastAt: dateOf(Math.max(lastAt, before?.lastAt.getTime() ?? 0)),
    });
  }
  return [...known.values()].sort((a, b) => b.count - a.count || b.lastAt.getTime() - a.lastAt.getTime());
}

const OTHERS = `exists (select 1 from inbox o left join attempts a on a.id = o.attempt
    where o.id between i.id - ${SAME_REQUEST_WITHIN} and i.id + ${SAME_REQUEST_WITHIN} and o.raw = i.raw
    and coalesce(a.enrollment, 0) <> $1)`;

// cross join: otherwise SQLite would read the whole inbox by id, and look each row up in the chain
const SELECT = `${chainFrom("select last_attempt from enrollments where id = $1")}
  select i.id, i.attempt, i.bit, i.quality, i.received_at as "receivedAt", i.occurred_at as "occurredAt", i.raw,
    coalesce(i.ref, c.ref) as ref, w.word as provider, x.word as code, r.bytes,
    case when $2 and i.raw <> 0 then ${OTHERS} else false end as "isShared"
  from chain cross join attempts c cross join inbox i left join words w on w.id = i.provider
    left join words x on x.id = i.error and i.error <> 0 left join raw r on $2 and r.id = i.raw
  where c.id = chain.id and i.attempt = c.id and i.type = ${INBOX_TYPE.receipt} order by i.id desc limit ${MOST_RECEIPTS}`;

export async function receipts(
  { sql, context }: Reading,
  enrollment: number,
  withRequests: boolean,
): Promise<readonly ReceiptRow[]> {
  const rows = await sql.all<StoredReceipt>(SELECT, enrollment, withRequests);
  return rows.map((row) => receiptRow(row, context.attemptIds)).reverse();
}
