import { ATTEMPT, isFinal } from "@relance/rules";
import { type Contact, channelNumbered, type ResolveInput, type ResolveQuestion } from "@relance/spec";
import { NOT_ASKED_BITS } from "../rows/attempt-facts.ts";
import { contactPlace } from "../rows/contacts.ts";
import { numbersIn, type StoredRow, type Value } from "../rows/sql.ts";
import type { Work } from "../work/work.ts";

/** For this many milliseconds, no other process requests the status of the same attempt. */
const ASKED_MS = 30_000;
/** Attempts more than this much older than a gap are skipped: APIs repeat such late reports anyway. */
const BEFORE_GAP_MS = 48 * 3_600_000;

/** SQL: selects attempts for a status request, except those that another process is checking. */
function asking(where: string, order = "id"): string {
  return `select id from attempts where ${where} order by ${order} limit $2 for no key update skip locked`;
}

const MARK = "update attempts set asked_at = $1 where id = any($2::bigint[])";
const ASKED = `select a.id, a.channel, a.contact, a.bits, a.ref, a.submitted_at as "submittedAt", p.contacts, p.campaign,
  p.key, p.box from attempts a join people p on p.id = a.enrollment where a.id = any($1::bigint[]) order by a.id`;

const UNCERTAIN = asking(`state = ${ATTEMPT.uncertain} and provider = $1 and asked_at <= $3`);

const OVER_GAP = asking(
  `provider = $1 and state = ${ATTEMPT.accepted} and submitted_at between $3 and $4 and asked_at < $4 and (bits & ${NOT_ASKED_BITS}) = 0`,
);

/** SQL for a pseudo-random order by Knuth's multiplicative hash. With 20 bits of the id, products fit in 64 bits. */
const DRAWN = "(id % 1048576) * 2654435761 % 4294967296";
const LATEST = 200_000;
const SAMPLED = 2_000;
/** Samples only the latest attempts, because only current losses matter. */
const SAMPLE = asking(
  `id in (select id from attempts where campaign = $3 and provider = $1 and state = ${ATTEMPT.accepted}
     and id > (select max(id) from attempts) - ${LATEST} and (bits & ${NOT_ASKED_BITS}) = 0 and submitted_at <= $4 and asked_at <= $5
     and ($6::int is null or destination = $6::int) order by id desc limit ${SAMPLED})`,
  DRAWN,
);

type GapRow = StoredRow<"from_at"> & { readonly to_at: number | null };

export async function resolve(work: Work, input: ResolveInput): Promise<readonly ResolveQuestion[]> {
  await work.strings.load([input.provider]);
  const rows = await rowsFor(work, work.strings.find(input.provider), input);
  return rows.flatMap((row) => question(work, row, input.provider));
}

async function rowsFor(work: Work, provider: number, input: ResolveInput): Promise<readonly AskedRow[]> {
  const { gap, sample, limit } = input;
  if (gap !== undefined) {
    const found = await work.sql.one<GapRow>("select from_at, to_at from gaps where id = $1", gap);
    if (found === undefined) return [];
    return ask(work, OVER_GAP, provider, limit, found.from_at - BEFORE_GAP_MS, found.to_at ?? work.now);
  }
  const askedBefore = work.now - ASKED_MS;
  if (sample === undefined) return ask(work, UNCERTAIN, provider, limit, askedBefore);
  const { campaign, destination, olderThanMs } = sample;
  if (destination !== undefined) await work.strings.load([destination]);
  const word = destination === undefined ? null : work.strings.find(destination);
  const before = work.now - olderThanMs;
  return ask(work, SAMPLE, provider, limit, campaign, before, askedBefore, word);
}

async function ask({ sql, now }: Work, text: string, ...values: Value[]): Promise<readonly AskedRow[]> {
  const found = numbersIn(await sql.rows(text, ...values));
  if (found.length === 0) return [];
  await sql.run(MARK, now, found);
  return sql.all<AskedRow>(ASKED, found);
}

type AskedNumber = "id" | "channel" | "contact" | "bits" | "submittedAt" | "campaign";
type AskedRow = StoredRow<AskedNumber, "contacts" | "key", "ref" | "box">;

function question(work: Work, row: AskedRow, provider: string): ResolveQuestion | [] {
  const { id, channel, contact, bits, campaign, key, submittedAt } = row;
  if (isFinal(bits)) return [];
  const contacts = JSON.parse(row.contacts) as Contact[];
  const place = contactPlace(contacts, channelNumbered(channel), contact);
  return {
    attemptId: work.context.attemptIds.idOf(id),
    campaign,
    key,
    provider,
    place,
    submittedAt,
    ref: row.ref ?? undefined,
    to: contacts[place]?.address ?? "",
    box: row.box ?? undefined,
  };
}
