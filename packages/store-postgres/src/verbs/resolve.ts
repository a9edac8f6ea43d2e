import { isFinal } from "@relance/rules";
import { attemptIdOf, type Contact, type ResolveInput, type ResolveQuestion } from "@relance/spec";
import { channelName, contactPlace } from "@relance/store-kit";
import type { Row } from "../transaction/sql.ts";
import type { Work } from "../transaction/work.ts";

/** Nobody else asks about an attempt within this. */
const ASKED_MS = 30_000;
/** Attempts made longer before a gap are not asked about: whoever reports so late repeats it. */
const BEFORE_GAP_MS = 48 * 3_600_000;

/** Marks what it finds as asked about, and leaves what another process is asking about right now. */
function asking(where: string, order = "id"): string {
  return `with c as materialized (select id from attempts where ${where} order by ${order} limit $2
      for no key update skip locked),
    u as (update attempts a set asked_at = $3 from c where a.id = c.id
      returning a.id, a.enrollment, a.channel, a.contact, a.bits, a.ref, a.submitted_at)
    select u.id, u.channel, u.contact, u.bits, u.ref, u.submitted_at, p.contacts from u
    join people p on p.id = u.enrollment order by u.id`;
}

const UNCERTAIN = asking("state = 4 and provider = $1 and asked_at <= $4");

const OVER_GAP = asking(
  `provider = $1 and state = 1 and submitted_at between $4 and $5 and asked_at < $5 and (bits & 30) = 0`,
);

/** Bounded by the latest attempts: what is asked about is what is lost now. The order is as good as drawn. */
const SAMPLE = asking(
  `id in (select id from attempts where campaign = $4 and provider = $1 and state = 1
     and id > (select max(id) from attempts) - 200000 and (bits & 30) = 0 and submitted_at <= $5 and asked_at <= $6
     and ($7::int is null or part = $7::int) order by id desc limit 2000)`,
  "(id % 1048576) * 2654435761 % 4294967296",
);

/** So often a provider is asked to call one message back that answers nothing. */
const RECALL_TRIES = 10;

/** Those that have arrived meanwhile, or that nobody answers for, are asked about no more. */
const OVER = `delete from recalls r using attempts a
  where a.id = r.attempt and r.provider = $1 and (r.tries >= ${RECALL_TRIES} or (a.bits & 30) <> 0)`;

const RECALLS = `with c as materialized (select attempt from recalls where provider = $1 and asked_at <= $4
    order by attempt limit $2 for no key update skip locked),
  u as (update recalls r set asked_at = $3, tries = r.tries + 1 from c where r.attempt = c.attempt returning r.attempt, r.ref)
  select a.id, a.channel, a.contact, a.bits, coalesce(u.ref, a.ref), a.submitted_at, p.contacts from u
  join attempts a on a.id = u.attempt join people p on p.id = a.enrollment order by a.id`;

/** Attempts worth asking their provider about; each is asked once in a while. The answers come back through `record`. */
export async function resolve(work: Work, input: ResolveInput): Promise<readonly ResolveQuestion[]> {
  await work.words.load([input.provider]);
  const provider = work.words.find(input.provider);
  const rows = await rowsFor(work, provider, input);
  return rows.flatMap((row) => question(row, input.provider));
}

async function rowsFor(work: Work, provider: number, input: ResolveInput): Promise<readonly Row[]> {
  const { gap, recall, sample, limit } = input;
  if (gap !== undefined) return overGap(work, provider, gap, limit);
  const askedBefore = work.now - ASKED_MS;
  if (recall === true) {
    await work.sql.run(OVER, provider);
    return work.sql.rows(RECALLS, provider, limit, work.now, askedBefore);
  }
  if (sample === undefined) return work.sql.rows(UNCERTAIN, provider, limit, work.now, askedBefore);
  const { campaign, part, olderThanMs } = sample;
  if (part !== undefined) await work.words.load([part]);
  const word = part === undefined ? null : work.words.find(part);
  const before = work.now - olderThanMs;
  return work.sql.rows(SAMPLE, provider, limit, work.now, campaign, before, askedBefore, word);
}

async function overGap(work: Work, provider: number, gap: number, limit: number): Promise<Row[]> {
  const row = await work.sql.one<{ fromAt: number; toAt: number | null }>(
    `select from_at as "fromAt", to_at as "toAt" from gaps where id = $1`,
    gap,
  );
  if (row === undefined) return [];
  const end = row.toAt ?? work.now;
  return work.sql.rows(OVER_GAP, provider, limit, work.now, row.fromAt - BEFORE_GAP_MS, end);
}

function question(row: Row, provider: string): ResolveQuestion | [] {
  const [id = 0, channel = 0, contact = 0, bits = 0] = row as readonly number[];
  if (isFinal(bits)) return [];
  const contacts = JSON.parse(row[6] as string) as Contact[];
  return {
    attemptId: attemptIdOf(id),
    provider,
    ref: (row[4] as string | null) ?? undefined,
    to: contacts[contactPlace(contacts, channelName(channel), contact)]?.address ?? "",
    submittedAt: row[5] as number,
  };
}
