import { EVIDENCE_BIT, FLAG, isRevoked } from "@relance/rules";
import {
  CAUSES,
  channelNumbered,
  ENROLLMENT_STATES,
  type ErrorCount,
  EVENT_KINDS,
  EVIDENCE,
  operatorWords,
  QUALITIES,
  type ReceiptKind,
  type ReceiptRow,
  type Recipient,
  type SignalItem,
  type Store,
  type TimelineEntry,
  toDate,
} from "@relance/spec";
import { evidenceNumber } from "../rows/attempt-facts.ts";
import type { AttemptIds } from "../rows/attempt-ids.ts";
import { isForgotten } from "../rows/forgotten.ts";
import { INBOX_TYPE } from "../rows/inbox-facts.ts";
import { listedRow, PERSON_OF_KEY, type PersonWithAttempt, SELECT_PERSON } from "../rows/person-row.ts";
import { chainFrom, type Sql, type StoredRow } from "../rows/sql.ts";
import type { Reading } from "../work/work.ts";
import { replyRow, SELECT_REPLY, type StoredReply } from "./replies.ts";

const ERRORS = `select w.text as provider, r.text as code, f.text as "vendorCode", g.channel, g.bits, g.count, g."lastAt"
  from (select provider, error, vendor_error, channel, bits, count(*) as count,
      max(coalesce(first_final, submitted_at)) as "lastAt" from attempts
    where campaign = $1 and (error is not null or vendor_error is not null)
    group by provider, error, vendor_error, channel, bits) g
  left join strings w on w.id = g.provider left join strings r on r.id = g.error
  left join strings f on f.id = g.vendor_error`;

const MOST_RECEIPTS = 200;

/** Inbox numbers of one request differ by less than this, so only this range is searched for other recipients. */
const SAME_REQUEST_WITHIN = 1_000;

type ReceiptNumber = "id" | "attempt" | "bit" | "quality" | "occurredAt" | "receivedAt" | "raw";
type StoredReceipt = StoredRow<ReceiptNumber, never, "provider" | "code" | "ref"> & {
  readonly bytes: Uint8Array | null;
  readonly isShared: number | boolean;
};

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
    occurredAt: toDate(occurredAt),
    receivedAt: toDate(receivedAt),
    hasRequest: raw !== 0,
    request: bytes === null || isShared ? undefined : bytes,
    isShared,
  };
}

type StoredErrors = StoredRow<"channel" | "bits" | "count" | "lastAt", never, "provider" | "code" | "vendorCode">;

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
      lastAt: toDate(Math.max(lastAt, before?.lastAt.getTime() ?? 0)),
    });
  }
  return [...known.values()].sort((a, b) => b.count - a.count || b.lastAt.getTime() - a.lastAt.getTime());
}

const OTHERS = `exists (select 1 from inbox o left join attempts a on a.id = o.attempt
    where o.id between i.id - ${SAME_REQUEST_WITHIN} and i.id + ${SAME_REQUEST_WITHIN} and o.raw = i.raw
    and coalesce(a.enrollment, 0) <> $1)`;

// cross join: without it, SQLite would read the whole inbox by id and look each row up in the chain
const SELECT = `${chainFrom("select last_attempt from enrollments where id = $1")}
  select i.id, i.attempt, i.bit, i.quality, i.received_at as "receivedAt", i.occurred_at as "occurredAt", i.raw,
    coalesce(i.ref, c.ref) as ref, w.text as provider, x.text as code, r.bytes,
    case when $2 and i.raw <> 0 then ${OTHERS} else false end as "isShared"
  from chain cross join attempts c cross join inbox i left join strings w on w.id = i.provider
    left join strings x on x.id = i.error and i.error <> 0 left join raw r on $2 and r.id = i.raw
  where c.id = chain.id and i.attempt = c.id and i.type = ${INBOX_TYPE.receipt} order by i.id desc limit ${MOST_RECEIPTS}`;

async function receipts(
  { sql, context }: Reading,
  enrollment: number,
  withRequests: boolean,
): Promise<readonly ReceiptRow[]> {
  const rows = await sql.all<StoredReceipt>(SELECT, enrollment, withRequests);
  return rows.map((row) => receiptRow(row, context.attemptIds)).reverse();
}

const MAX_TIMELINE = 1_000;

const CHAIN = `with recursive chain as (
    select v.*, 1 as place from events v where v.id = $1
    union all select v.*, c.place + 1 from chain c join events v on v.id = c.prev
      where c.prev <> 0 and c.place < ${MAX_TIMELINE})
  select c.kind, c.at, c.attempt, c.step, c.cause, c.extra as quality, w.text as provider, x.text as extra,
    r.text as error, f.text as vendor, k.channel, k.method, case k.method when 'operator' then k.source_id end as "operatorId"
  from chain c left join acknowledgements k on k.id = c.source and c.source <> 0 and c.attempt = 0
    left join strings w on w.id = c.provider left join strings x on x.id = c.extra and c.attempt = 0
    left join attempts a on a.id = c.attempt left join strings r on r.id = a.error
    left join strings f on f.id = a.vendor_error
  order by c.place desc`;

type LineNumber = "kind" | "at" | "attempt" | "step" | "cause" | "quality";
type LineRow = StoredRow<LineNumber, never, "provider" | "extra" | "error" | "vendor" | "operatorId"> & {
  readonly channel: number | null;
  readonly method: TimelineEntry["method"] | null;
};

const FAILED = /^attempt\.(rejected|deferred|uncertain|not-sent)$/;

async function readTimeline({ sql, context }: Reading, last: number): Promise<TimelineEntry[]> {
  const rows = await sql.all<LineRow>(CHAIN, last);
  return rows.map((row) => {
    const type = EVENT_KINDS[row.kind] ?? "enrollment.enrolled";
    const codes = [row.error, row.vendor].filter((word) => word !== null).join(" ");
    const witness = row.attempt === 0 || row.quality === 0 ? undefined : QUALITIES[row.quality];
    return {
      at: toDate(row.at),
      type,
      attemptId: row.attempt === 0 ? undefined : context.attemptIds.idOf(row.attempt),
      provider: row.provider ?? undefined,
      channel: row.channel === null ? undefined : channelNumbered(row.channel),
      step: row.step,
      cause: row.cause === 0 ? undefined : CAUSES[row.cause],
      detail: row.extra ?? (FAILED.test(type) ? codes || undefined : witness),
      method: row.method ?? undefined,
      by: row.operatorId === null ? undefined : operatorWords(row.operatorId),
    };
  });
}

/** Maximum number of signals to return for one recipient, because a link scanner causes many. */
const MAX_SIGNALS = 100;

const OF_PERSON = `${chainFrom("select $1::bigint")}
  select i.attempt, i.received_at as at, w.text as provider, i.item from chain join inbox i on i.attempt = chain.id
  left join strings w on w.id = i.provider where i.type = ${INBOX_TYPE.signal} and i.item is not null order by i.id limit ${MAX_SIGNALS}`;

type SignalRow = StoredRow<"attempt" | "at", "item", "provider">;

async function readSignals({ sql, context }: Reading, lastAttempt: number): Promise<TimelineEntry[]> {
  if (lastAttempt === 0) return [];
  const rows = await sql.all<SignalRow>(OF_PERSON, lastAttempt);
  return rows.map(({ attempt, at, provider, item }) => {
    const { kind, detail } = JSON.parse(item) as SignalItem;
    return {
      at: toDate(at),
      type: `signal.${kind}`,
      attemptId: context.attemptIds.idOf(attempt),
      provider: provider ?? "",
      detail,
    };
  });
}

const ALL = `select w.text as answer, a.strength, a.source, a.source_id as "sourceId", a.occurred_at as "occurredAt",
    a.is_revoke as "isRevoke", a.wrong_factor as "wrongFactor"
  from acknowledgements a left join strings w on w.id = a.answer where a.enrollment = $1 and a.enrollment > 0
  order by a.received_at desc, a.id desc`;

type AnswerNumber = "strength" | "occurredAt" | "isRevoke" | "wrongFactor";
type AnswerRow = StoredRow<AnswerNumber, "answer" | "source" | "sourceId">;

async function readAnswers(
  sql: Sql,
  enrollment: number,
): Promise<Pick<Recipient, "answer" | "lastAnswer" | "wrongFactors">> {
  const rows = await sql.all<AnswerRow>(ALL, enrollment);
  const all = rows.map(({ isRevoke, wrongFactor: _, ...row }) => ({ ...row, revoke: isRevoke === 1 }));
  const standing = all.filter((one) => !one.revoke && !isRevoked(one, all));
  const [best] = standing.toSorted((a, b) => b.strength - a.strength); // of equally strong answers, the latest one
  return {
    answer: best?.answer,
    lastAnswer: standing[0]?.answer,
    wrongFactors: rows.reduce((sum, { wrongFactor }) => sum + wrongFactor, 0),
  };
}

const MAX_REPLIES = 100;

const BY_ID = `${SELECT_PERSON} where p.id = $1`;
const REPLIES = `${SELECT_REPLY} where r.enrollment = $1 order by r.id desc limit ${MAX_REPLIES}`;

export async function read(
  reading: Reading,
  target: Parameters<Store["read"]>[0],
  options: Parameters<Store["read"]>[1] = {},
): Promise<Recipient | undefined> {
  const { sql, now } = reading;
  const row =
    "enrollment" in target
      ? await sql.one<PersonWithAttempt>(BY_ID, target.enrollment)
      : await sql.one<PersonWithAttempt>(PERSON_OF_KEY, target.key, target.campaign);
  if (row === undefined) return undefined;
  const replies = await sql.all<StoredReply>(REPLIES, row.id);
  return {
    ...listedRow(row, reading.context.attemptIds),
    state: ENROLLMENT_STATES[row.state] ?? "pending",
    deadline: toDate(row.deadline),
    deadlinePassed: now > row.deadline,
    readAt: toDate(now),
    campaign: row.campaign,
    version: row.version,
    variables: JSON.parse(row.variables) as Record<string, unknown>,
    locale: row.locale ?? undefined,
    timezone: row.timezone ?? undefined,
    ...(await readAnswers(sql, row.id)),
    late: (row.flags & FLAG.late) !== 0,
    isForgotten: isForgotten(row),
    code: row.code === 0 ? "" : String(row.code),
    timeline: await readTimeline(reading, row.lastEvent),
    signals: await readSignals(reading, row.lastAttempt),
    replies: replies.map(replyRow).reverse(),
    ...(options.receipts && { receipts: await receipts(reading, row.id, options.receipts === "with-requests") }),
  };
}
