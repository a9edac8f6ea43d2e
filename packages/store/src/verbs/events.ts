import { packLeaves } from "@relance/rules";
import {
  type EventDetailsInput,
  type EventDetailsPage,
  type EventPage,
  type EventsInput,
  type KeepSealsInput,
  type SealsInput,
  type StoredSeal,
  toDate,
} from "@relance/spec";
import {
  EVENT_FIELDS,
  type EventRow,
  eventSource,
  mayHaveDetails,
  REFUSED,
  SEALABLE_FIELDS,
  SEALED,
  type SealableFacts,
  type SealableRow,
  toDetails,
  toEvent,
} from "../rows/event-rows.ts";
import { chainFrom, numbersIn, type StoredRow } from "../rows/sql.ts";
import type { Reading, Work } from "../work/work.ts";
import { lease } from "./lease.ts";

const JOIN_WORDS = `left join campaigns c on c.id = v.campaign left join people p on p.id = v.enrollment
    left join refusals f on v.kind = ${REFUSED} and f.id = v.source
    left join strings w on w.id = v.provider
    left join strings x on x.id = v.extra and v.attempt = 0 and v.kind <> ${SEALED}
    left join seals s on v.kind = ${SEALED} and s.campaign = v.campaign and s.number = v.extra`;

const NAMED = `select ${SEALABLE_FIELDS} from unnest($1::bigint[]) with ordinality n (id, place)
  join events v on v.id = n.id order by n.place`;
// cross join: without it, SQLite would read all events in order and look each one up in the chain
const OWN = `${chainFrom("select last_event from enrollments where id = $1", "events")}
  select ${SEALABLE_FIELDS} from chain n cross join events v where v.id = n.id order by v.id`;

const PEOPLE =
  "select id, key, encode(salt, 'hex') as salt from people where salt is not null and id = any($1::bigint[])";
const TEMPLATES =
  "select a.id, t.hash from attempts a join versions t on t.id = a.version where a.id = any($1::bigint[])";
const REQUESTS = "select id, digest from raw where id = any($1::bigint[])";
const ANSWERS = `select id, method, source, source_id as "sourceId", occurred_at as "occurredAt",
    received_at as "receivedAt", shown from acknowledgements
  where id = any($1::bigint[])`;
const LINES = "select id, line from refusals where id = any($1::bigint[])";

/** Returns events after a cursor, by id, or of one recipient. @throws {StoreError} `events/cursor-expired` */
export async function eventDetails(reading: Reading, input: EventDetailsInput): Promise<EventDetailsPage> {
  const { sql, now } = reading;
  const selected = async () => {
    if (input.ids !== undefined) return { rows: await sql.rows(NAMED, input.ids), cursor: "" };
    if (input.enrollment !== undefined) return { rows: await sql.rows(OWN, input.enrollment), cursor: "" };
    return readEventPage(reading, input, SEALABLE_FIELDS, "");
  };
  const { rows, cursor } = await selected();
  const found = rows as unknown as readonly SealableRow[];
  const facts = await readFacts(reading, found);
  const events = found.map((row) => toDetails(row, facts));
  if (!("limit" in input)) return { rows: events, leaves: [], hasMore: false, cursor, now };
  // a seal contains no events about seals, because each seal would then require another one
  const ofCampaigns = Map.groupBy(
    events.filter(({ leaf }) => leaf !== ""),
    ({ campaign }) => campaign,
  );
  const leaves = [...ofCampaigns].map(([campaign, own]) => packLeaves(campaign, own));
  return { rows: [], leaves, hasMore: events.length === input.limit, cursor, now };
}

/** Reads each table once, because joins would cost more. */
async function readFacts({ context, sql, strings }: Reading, rows: readonly SealableRow[]): Promise<SealableFacts> {
  await strings.loadIds(rows.flatMap((row) => [row[11], eventSource.word(row)]));
  const read = (text: string, numbers: readonly number[]) => async () => {
    const wanted = [...new Set(numbers)].filter((number) => number !== 0);
    const found = wanted.length === 0 ? [] : await sql.all<StoredRow<"id">>(text, wanted);
    return new Map<number, unknown>(found.map((row) => [row.id, row]));
  };
  const [people, templates, requests, answers, lines] = await sql.together([
    read(PEOPLE, numbersIn(rows.filter(mayHaveDetails), 2)),
    read(TEMPLATES, rows.map(eventSource.template)),
    read(REQUESTS, rows.map(eventSource.request)),
    read(ANSWERS, rows.map(eventSource.answer)),
    read(LINES, rows.map(eventSource.refusal)),
  ]);
  const facts = { people, templates, requests, answers, lines } as Omit<SealableFacts, "ids" | "textOf">;
  return { ...facts, ids: context.attemptIds, textOf: (id) => strings.textOf(id) };
}

function readEventPage({ context, sql }: Reading, input: EventsInput, fields: string, join: string) {
  const { driver, incarnation } = context;
  return driver.eventPage(sql, { ...input, incarnation, fields, join });
}

const COLUMNS = "campaign, number, at, leaves, root, chain, content";
const SEALS = `select ${COLUMNS} from seals where campaign = $1`;
const PAGE = `${SEALS} and number > $2 order by number limit $3`;
const LAST = `${SEALS} order by number desc limit 1`;

type SealRow = Omit<StoredSeal, "at"> & { readonly at: number };

export async function seals(
  { sql }: Reading,
  { campaign, after = 0, last = false, limit }: SealsInput,
): Promise<readonly StoredSeal[]> {
  const rows = await (last ? sql.all<SealRow>(LAST, campaign) : sql.all<SealRow>(PAGE, campaign, after, limit));
  return rows.map((row) => ({ ...row, at: toDate(row.at).toISOString() }));
}

const INSERT = `insert into seals (${COLUMNS}) values ($1, $2, $3, $4, $5, $6, $7)`;

/** Stores seals and the position up to which events are sealed together, so that no event is sealed twice. */
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

/** Returns events in order, without gaps. @throws {StoreError} `events/cursor-expired` */
export async function events(reading: Reading, input: EventsInput): Promise<EventPage> {
  const { rows, cursor } = await readEventPage(reading, input, EVENT_FIELDS, JOIN_WORDS);
  return { events: rows.map((row) => toEvent(row as unknown as EventRow, reading.context.attemptIds)), cursor };
}
