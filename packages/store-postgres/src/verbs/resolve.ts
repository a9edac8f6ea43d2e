import { isFinal } from "@relance/rules";
import { attemptIdOf, type Contact, type ResolveQuestion, type Store } from "@relance/spec";
import { channelName, contactPlace } from "../contacts.ts";
import type { Row } from "../sql.ts";
import type { Work } from "../work.ts";

/** Nobody else asks about an attempt within this. */
const ASKED_MS = 30_000;
/** Attempts made longer before a gap are not asked about: whoever reports so late repeats it. */
const BEFORE_GAP_MS = 48 * 3_600_000;

/** Marks what it finds as asked about, and leaves what another process is asking about right now. */
function asking(where: string): string {
  return `with c as materialized (select id from attempts where ${where} order by id limit $2
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

/** Attempts worth asking their provider about; each is asked once in a while. The answers come back through `record`. */
export async function resolve(
  work: Work,
  input: Parameters<Store["resolve"]>[0],
): Promise<readonly ResolveQuestion[]> {
  await work.words.load([input.provider]);
  const provider = work.words.find(input.provider);
  const rows =
    input.gap === undefined
      ? await work.sql.rows(UNCERTAIN, provider, input.limit, work.now, work.now - ASKED_MS)
      : await overGap(work, provider, input.gap, input.limit);
  return rows.flatMap((row) => question(row, input.provider));
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
