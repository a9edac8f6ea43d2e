import { commitment, type Digest, leafHash, leafOf, leafText, packContent, type SealedEntry } from "@relance/evidence";
import {
  type DigestPage,
  dateOf,
  type EventPage,
  type EventsInput,
  type KeepSealsInput,
  type LeafRow,
  type SealableEventsInput,
  type SealableEventsPage,
  type SealsInput,
  type StoredSeal,
} from "@relance/spec";
import { type EventRow, kindNumber, REFUSED, SEALED, toEvent, toLeaf } from "../counts/event-rows.ts";
import { listOf, type Row } from "../transaction/sql.ts";
import type { Reading, Work } from "../transaction/work.ts";
import { lease } from "./lease.ts";

/** What an event says, of rows `v` of events: the columns of {@link EventRow}. */
export const EVENT_FIELDS: string = `v.id, v.campaign, v.enrollment, v.ver, v.kind, v.at, v.attempt, v.step, v.cause, v.extra,
    coalesce(p.key, f.key), f.line, c.name, c.occurrence, w.word, x.word,
    case v.enrollment when 0 then v.content end, s.at, s.leaves, s.root, s.chain`;
export const JOIN_WORDS: string = `left join campaigns c on c.id = v.campaign left join people p on p.id = v.enrollment
    left join refusals f on v.kind = ${REFUSED} and f.id = v.source
    left join words w on w.id = v.provider
    left join words x on x.id = v.extra and v.attempt = 0 and v.kind <> ${SEALED}
    left join seals s on v.kind = ${SEALED} and s.campaign = v.campaign and s.number = v.extra`;

const FIELDS = `${EVENT_FIELDS}, encode(p.salt, 'hex'), v.content, t.hash, r.digest, k.method,
    k.source, k.source_id, k.occurred_at, k.received_at, k.shown`;
const JOIN = `${JOIN_WORDS}
    left join attempts a on v.kind = ${kindNumber("attempt.submitted")} and a.id = v.attempt
    left join versions t on t.id = a.version
    left join raw r on v.attempt <> 0 and v.source <> 0 and r.id = v.source
    left join acknowledgements k on v.attempt = 0 and v.enrollment <> 0 and v.source <> 0 and k.id = v.source`;
const NAMED = `select ${FIELDS} from unnest($1::bigint[]) with ordinality n (id, place) join events v on v.id = n.id
  ${JOIN} order by n.place`;
const OWN = `with recursive chain (id) as (select last_event from enrollments where id = $1 union all
    select e.prev from events e join chain on e.id = chain.id where e.prev <> 0)
  select ${FIELDS} from chain n join events v on v.id = n.id ${JOIN} order by v.id`;

/**
 * Events with what is only committed to: those behind a cursor, these, or all of one person.
 * @throws {StoreError} `events/cursor-expired`
 */
export async function sealableEvents(reading: Reading, input: SealableEventsInput): Promise<SealableEventsPage> {
  const { context, sql, now } = reading;
  const leafOf = (row: Row) => toLeaf(row, context.attemptIds);
  if (input.ids !== undefined) {
    const named = await sql.rows(NAMED, listOf(input.ids));
    return { rows: named.map(leafOf), cursor: "", now };
  }
  if (input.enrollment !== undefined) {
    const own = await sql.rows(OWN, input.enrollment);
    return { rows: own.map(leafOf), cursor: "", now };
  }
  const { rows, cursor } = await pageOf(reading, input);
  return { rows: rows.map(leafOf), cursor, now };
}

function pageOf({ context, sql }: Reading, input: Pick<EventsInput, "cursor" | "limit">) {
  const { driver, incarnation } = context;
  return driver.eventPage(sql, { ...input, incarnation, fields: FIELDS, join: JOIN });
}

interface Gathered {
  readonly name: string;
  readonly occurrence: string;
  readonly hashes: Digest[];
  readonly entries: SealedEntry[];
}

/**
 * Leaves as digests, so that events need not pass from the store to the process that seals them.
 * @throws {StoreError} `events/cursor-expired`
 */
export async function digests(
  reading: Reading,
  input: { readonly cursor?: string | undefined; readonly limit: number },
): Promise<DigestPage> {
  const { rows, cursor } = await pageOf(reading, input);
  const all = new Map<number, Gathered>();
  for (const row of rows) gather(all, toLeaf(row, reading.context.attemptIds));
  const campaigns = [...all].map(([campaign, { name, occurrence, hashes, entries }]) => {
    return { campaign, name, occurrence, hashes: Buffer.concat(hashes), content: packContent(entries) };
  });
  return { campaigns, events: rows.length, cursor, now: reading.now };
}

/** What the seals themselves say is no leaf: each seal would ask for another. */
function gather(all: Map<number, Gathered>, row: LeafRow): void {
  const { event, campaign, details, salt } = row;
  if (event.type === "evidence.sealed") return;
  const made = salt === undefined || details === undefined ? undefined : commitment(salt, event.id, details);
  const gathered = all.get(campaign) ?? { ...event.campaign, hashes: [], entries: [] };
  all.set(campaign, gathered);
  gathered.hashes.push(leafHash(leafText(leafOf(row, made))));
  gathered.entries.push({ event: Number(event.id), commitment: made });
}

const COLUMNS = "campaign, number, at, leaves, root, chain, content";
const PAGE = `select ${COLUMNS} from seals where campaign = $1 and number > $2 order by number limit $3`;
const LAST = `select ${COLUMNS} from seals where campaign = $1 order by number desc limit 1`;

type SealRow = Omit<StoredSeal, "at"> & { readonly at: number };

export async function seals(
  { sql }: Reading,
  { campaign, after = 0, last = false, limit }: SealsInput,
): Promise<readonly StoredSeal[]> {
  const rows = await (last ? sql.all<SealRow>(LAST, campaign) : sql.all<SealRow>(PAGE, campaign, after, limit));
  return rows.map((row) => ({ ...row, at: dateOf(row.at).toISOString() }));
}

const INSERT = `insert into seals (campaign, number, at, leaves, root, chain, content)
  values ($1, $2, $3, $4, $5, $6, $7)`;

/** Keeps seals and how far events are sealed, both or none: two owners of the task cannot seal one event twice. */
export async function keepSeals(
  work: Work,
  { task: name, owner, leaseMs, cursor, seals }: KeepSealsInput,
): Promise<"kept" | "held"> {
  const { status } = await lease(work, { name, owner, leaseMs, save: { data: cursor } });
  if (status !== "owned") return "held";
  for (const { campaign, number, at, leaves, root, chain, content } of seals) {
    await work.sql.run(INSERT, campaign, number, Date.parse(at), leaves, root, chain, content);
    work.log.addCampaign(campaign, "evidence.sealed", number);
  }
  return "kept";
}

/**
 * Events in an order in which none is skipped, and those of one person come as they happened.
 * @throws {StoreError} `events/cursor-expired`
 */
export async function events(reading: Reading, input: EventsInput): Promise<EventPage> {
  const { driver, incarnation } = reading.context;
  const { rows, cursor } = await driver.eventPage(reading.sql, {
    ...input,
    incarnation,
    fields: EVENT_FIELDS,
    join: JOIN_WORDS,
  });
  return { events: rows.map((row) => toEvent(row as unknown as EventRow, reading.context.attemptIds)), cursor };
}
