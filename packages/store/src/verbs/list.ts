import {
  CAUSES,
  type CapturedRow,
  type Cause,
  channelNumbered,
  ENROLLMENT_STATES,
  type ListInput,
  type Page,
  type PageInput,
  type RecipientRow,
  toDate,
  UNREACHED_STATES,
} from "@relance/spec";
import { findCandidates, isAmong } from "../moves/contact-hashes.ts";
import {
  listedRow,
  PERSON_OF_KEY,
  type PersonWithAttempt,
  type RefusalRow,
  refusedRow,
  SELECT_PERSON,
} from "../rows/person-row.ts";
import type { Sql, StoredRow } from "../rows/sql.ts";
import { type PageEnd, pageEnd, toPage } from "../rows/to-page.ts";
import type { Reading } from "../work/work.ts";

/** Maximum number of rows scanned per page, so that a search for a rare state ends soon. */
const MAX_SCAN = 20_000;

const ANY_CAUSE = -2;

const PEOPLE_PAGE = `${SELECT_PERSON} where p.campaign = $1 and p.id > $2 order by p.id limit $3`;
const WITH = `${SELECT_PERSON} where p.id = any($1::bigint[]) and p.campaign = $2
  and ${isAmong("$3", "p.digests")} order by p.id limit $4`;
const SCAN = pageEnd("people where campaign = $1 and id > $2", MAX_SCAN);
const FOUND = `${SELECT_PERSON} where p.campaign = $1 and p.id > $2 and p.id <= $3 and e.state = any($4::smallint[])
  and ($6 = ${ANY_CAUSE} or e.cause = $6) order by p.id limit $5`;
const REFUSED = `select r.id, r.line, r.key, r.contacts, r.box, w.text as reason from refusals r join strings w on w.id = r.reason
  where r.campaign = $1 and r.id > $2 and r.settled = 0 and ($4 = '' or w.text = $4) order by r.id limit $3`;

export async function list(reading: Reading, input: ListInput): Promise<Page<RecipientRow>> {
  const { sql } = reading;
  const { campaign, key, digest, limit, cursor = "e0" } = input;
  if (digest !== undefined) {
    const candidates = (await findCandidates(sql, [digest])).get(digest) ?? [];
    const rows = await sql.all<PersonWithAttempt>(WITH, candidates, campaign, digest, limit);
    return { rows: listedRows(reading, rows), cursor: undefined };
  }
  if (key !== undefined) {
    const rows = await sql.all<PersonWithAttempt>(PERSON_OF_KEY, key, campaign);
    return { rows: listedRows(reading, rows), cursor: undefined };
  }
  const from = Number(cursor.slice(1));
  if (cursor.startsWith("r")) return refusedPage(sql, input, from);
  if (input.state === undefined && !input.unreached) {
    const found = await sql.all<PersonWithAttempt>(PEOPLE_PAGE, campaign, from, limit);
    return toPage(found, limit, (row) => listedRow(row, reading.context.attemptIds), "e");
  }
  const page = await filteredPage(reading, input, from);
  if (page.cursor !== undefined || !input.unreached) return page;
  const rest = await refusedPage(sql, { ...input, limit: input.limit - page.rows.length }, 0);
  return { rows: [...page.rows, ...rest.rows], cursor: rest.cursor };
}

function listedRows({ context }: Reading, rows: readonly PersonWithAttempt[]): RecipientRow[] {
  return rows.map((row) => listedRow(row, context.attemptIds));
}

async function filteredPage(reading: Reading, input: ListInput, from: number): Promise<Page<RecipientRow>> {
  const { sql } = reading;
  const { campaign, state, unreached = false, cause, limit } = input;
  const wanted = ENROLLMENT_STATES.map((name, number) => ({ name, number }))
    .filter(({ name }) => (state === undefined || name === state) && (!unreached || UNREACHED_STATES.includes(name)))
    .map(({ number }) => number);
  const { through = 0, seen = 0 } = (await sql.one<PageEnd>(SCAN, campaign, from)) ?? {};
  const causeNumber = cause === undefined ? ANY_CAUSE : CAUSES.indexOf(cause as Cause);
  const found = await sql.all<PersonWithAttempt>(FOUND, campaign, from, through, wanted, limit, causeNumber);
  const last = found.at(-1);
  const rows = listedRows(reading, found);
  if (last !== undefined && found.length >= limit) return { rows, cursor: `e${last.id}` };
  return { rows, cursor: seen < MAX_SCAN ? undefined : `e${through}` };
}

async function refusedPage(
  sql: Sql,
  { campaign, limit, cause = "" }: ListInput,
  from: number,
): Promise<Page<RecipientRow>> {
  if (limit <= 0) return { rows: [], cursor: "r0" };
  const found = await sql.all<RefusalRow>(REFUSED, campaign, from, limit, cause);
  return toPage(found, limit, refusedRow, "r");
}

type OutboxRow = StoredRow<"id" | "attempt" | "at" | "channel", "address" | "content", "provider">;

const OUTBOX_PAGE = `select o.id, o.attempt, o.at, w.text as provider, o.channel, o.address, o.content
  from outbox o left join strings w on w.id = o.provider where o.id > $1 order by o.id limit $2`;

export async function outbox(
  { sql, context }: Reading,
  { cursor = "0", limit }: PageInput,
): Promise<Page<CapturedRow>> {
  const rows = await sql.all<OutboxRow>(OUTBOX_PAGE, Number(cursor), limit);
  return toPage(rows, limit, ({ id, attempt, at, provider, channel, address, content }) => ({
    id,
    attemptId: context.attemptIds.idOf(attempt),
    at: toDate(at),
    provider: provider ?? "",
    to: address,
    channel: channelNumbered(channel),
    content: JSON.parse(content),
  }));
}
