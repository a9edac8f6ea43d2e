import { isFinal } from "@relance/rules";
import type { Contact, ResolveInput, ResolveQuestion } from "@relance/spec";
import { channelName, contactPlace, NOT_ASKED_BITS } from "@relance/store";
import type { Work } from "../transaction/work.ts";

/** Nobody else asks about an attempt within this. */
const ASKED_MS = 30_000;
/** Attempts made longer before a gap are not asked about: whoever reports so late repeats it. */
const BEFORE_GAP_MS = 48 * 3_600_000;

const COLUMNS = "id, enrollment, channel, contact, bits, ref, submitted_at as submittedAt";

const UNCERTAIN = `select ${COLUMNS} from attempts where state = 4 and provider = ? and asked_at <= ? order by id limit ?`;

const OVER_GAP = `select ${COLUMNS} from attempts where provider = ?1 and state = 1 and submitted_at between ?2 and ?3
  and asked_at < ?4 and (bits & ${NOT_ASKED_BITS}) = 0 order by id limit ?5`;

/** Bounded by the latest attempts: what is asked about is what is lost now. The order is as good as drawn. */
const SAMPLE = `select * from (select ${COLUMNS} from attempts where campaign = ?1 and provider = ?2 and state = 1
    and id > (select max(id) from attempts) - 200000 and (bits & ${NOT_ASKED_BITS}) = 0 and submitted_at <= ?3 and asked_at <= ?4
    and (?5 is null or part = ?5) order by id desc limit 2000)
  order by (id % 1048576) * 2654435761 % 4294967296 limit ?6`;

/** So often a provider is asked to call one message back that answers nothing. */
const RECALL_TRIES = 10;

/** Those that have arrived meanwhile, or that nobody answers for, are asked about no more. */
const OVER = `delete from recalls where provider = ? and (tries >= ${RECALL_TRIES} or attempt in
  (select r.attempt from recalls r join attempts a on a.id = r.attempt where (a.bits & ${NOT_ASKED_BITS}) <> 0))`;

const RECALLS = `select a.id, a.enrollment, a.channel, a.contact, a.bits, coalesce(r.ref, a.ref) as ref,
    a.submitted_at as submittedAt from recalls r join attempts a on a.id = r.attempt
  where r.provider = ? and r.asked_at <= ? and a.ref is not null order by r.attempt limit ?`;

const PERSON = "select campaign, key, contacts from people where id = ?";

interface Row {
  readonly id: number;
  readonly enrollment: number;
  readonly channel: number;
  readonly contact: number;
  readonly bits: number;
  readonly ref: string | null;
  readonly submittedAt: number;
}

/** Attempts worth asking their provider about; each is asked once in a while. The answers come back through `record`. */
export function resolve(work: Work, input: ResolveInput): readonly ResolveQuestion[] {
  const { sql, now } = work;
  const provider = work.context.words.find(input.provider);
  return rowsFor(work, provider, input)
    .filter(({ bits }) => !isFinal(bits))
    .map((row) => {
      sql.run("update attempts set asked_at = ? where id = ?", now, row.id);
      const { id, ref, submittedAt } = row;
      return {
        attemptId: work.context.attemptIds.idOf(id),
        ...personOf(work, row),
        provider: input.provider,
        ref: ref ?? undefined,
        submittedAt,
      };
    });
}

function rowsFor(work: Work, provider: number, { gap, recall, sample, limit }: ResolveInput): Row[] {
  if (recall === true) return toRecall(work, provider, limit);
  if (gap !== undefined) return overGap(work, provider, gap, limit);
  return sample === undefined ? uncertain(work, provider, limit) : drawn(work, provider, sample, limit);
}

function drawn(
  { sql, now, context }: Work,
  provider: number,
  { campaign, part, olderThanMs }: NonNullable<ResolveInput["sample"]>,
  limit: number,
): Row[] {
  const word = part === undefined ? null : context.words.find(part);
  return sql.all<Row>(SAMPLE, campaign, provider, now - olderThanMs, now - ASKED_MS, word, limit);
}

function toRecall({ sql, now }: Work, provider: number, limit: number): Row[] {
  sql.run(OVER, provider);
  const rows = sql.all<Row>(RECALLS, provider, now - ASKED_MS, limit);
  for (const { id } of rows)
    sql.run("update recalls set asked_at = ?, tries = tries + 1 where attempt = ?", now, id);
  return rows;
}

function uncertain(work: Work, provider: number, limit: number): Row[] {
  return work.sql.all<Row>(UNCERTAIN, provider, work.now - ASKED_MS, limit);
}

function overGap(work: Work, provider: number, gap: number, limit: number): Row[] {
  const row = work.sql.one<{ fromAt: number; toAt: number | null }>(
    "select from_at as fromAt, to_at as toAt from gaps where id = ?",
    gap,
  );
  if (row === undefined) return [];
  const end = row.toAt ?? work.now;
  return work.sql.all<Row>(OVER_GAP, provider, row.fromAt - BEFORE_GAP_MS, end, end, limit);
}

function personOf(
  { sql }: Work,
  { enrollment, channel, contact }: Row,
): Pick<ResolveQuestion, "campaign" | "key" | "to"> {
  const person = sql.one<{ campaign: number; key: string; contacts: string }>(PERSON, enrollment);
  const { campaign = 0, key = "" } = person ?? {};
  const contacts = JSON.parse(person?.contacts ?? "[]") as Contact[];
  return {
    campaign,
    key,
    to: contacts[contactPlace(contacts, channelName(channel), contact)]?.address ?? "",
  };
}
