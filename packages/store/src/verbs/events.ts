import {
  dateOf,
  type EventDetailsInput,
  type EventDetailsPage,
  type EventPage,
  type EventsInput,
  type KeepSealsInput,
  type SealsInput,
  type StoredSeal,
} from "@relance/spec";
import { chainFrom } from "../moves/find-enrollments.ts";
import { type EventRow, kindNumber, REFUSED, SEALED, toDetails, toEvent } from "../rows/event-rows.ts";
import type { Reading, Work } from "../work/work.ts";
import { lease } from "./lease.ts";

/** All but the last columns of {@link EventRow}. */
const ABOUT = `v.id, v.campaign, v.enrollment, v.ver, v.kind, v.at, v.attempt, v.step, v.cause, v.extra,
    coalesce(p.key, f.key), f.line, c.name, c.occurrence, w.word, x.word, case v.enrollment when 0 then v.content end`;
const JOIN_ABOUT = `left join campaigns c on c.id = v.campaign left join people p on p.id = v.enrollment
    left join refusals f on v.kind = ${REFUSED} and f.id = v.source
    left join words w on w.id = v.provider
    left join words x on x.id = v.extra and v.attempt = 0 and v.kind <> ${SEALED}`;

/** Columns of {@link EventRow}, from rows `v` of events. */
const EVENT_FIELDS = `${ABOUT}, s.at, s.leaves, s.root, s.chain`;
const JOIN_WORDS = `${JOIN_ABOUT}
    left join seals s on v.kind = ${SEALED} and s.campaign = v.campaign and s.number = v.extra`;

// an event about a seal is under no seal: its own columns are not read
const FIELDS = `${ABOUT}, null, null, null, null, encode(p.salt, 'hex'), v.content, t.hash, r.digest, k.method,
    k.source, k.source_id, k.occurred_at, k.received_at, k.shown`;
const JOIN = `${JOIN_ABOUT}
    left join attempts a on v.kind = ${kindNumber("attempt.submitted")} and a.id = v.attempt
    left join versions t on t.id = a.version
    left join raw r on v.attempt <> 0 and v.source <> 0 and r.id = v.source
    left join acknowledgements k on v.attempt = 0 and v.enrollment <> 0 and v.source <> 0 and k.id = v.source`;
const NAMED = `select ${FIELDS} from unnest($1::bigint[]) with ordinality n (id, place) join events v on v.id = n.id
  ${JOIN} order by n.place`;
// cross join: SQLite would read all events in their order, and look each up in the chain
const OWN = `${chainFrom("select last_event from enrollments where id = $1", "events")}
  select ${FIELDS} from chain n cross join events v ${JOIN} where v.id = n.id order by v.id`;

/**
 * Events with the data that a seal commits to: after a cursor, by id, or of one recipient.
 * @throws {StoreError} `events/cursor-expired`
 */
export async function eventDetails(reading: Reading, input: EventDetailsInput): Promise<EventDetailsPage> {
  const { context, sql, now } = reading;
  const found = async () => {
    if (input.ids !== undefined) return { rows: await sql.rows(NAMED, input.ids), cursor: "" };
    if (input.enrollment !== undefined) return { rows: await sql.rows(OWN, input.enrollment), cursor: "" };
    return pageOf(reading, input, FIELDS, JOIN);
  };
  const { rows, cursor } = await found();
  return { rows: rows.map((row) => toDetails(row, context.attemptIds)), cursor, now };
}

function pageOf({ context, sql }: Reading, input: EventsInput, fields: string, join: string) {
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
  return rows.map((row) => ({ ...row, at: dateOf(row.at).toISOString() }));
}

const INSERT = `insert into seals (${COLUMNS}) values ($1, $2, $3, $4, $5, $6, $7)`;

/** Stores seals and the sealed position, both or none: two owners of the task cannot seal one event twice. */
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
 * Events in an order without gaps; those of one recipient in the order in which they happened.
 * @throws {StoreError} `events/cursor-expired`
 */
export async function events(reading: Reading, input: EventsInput): Promise<EventPage> {
  const { rows, cursor } = await pageOf(reading, input, EVENT_FIELDS, JOIN_WORDS);
  return { events: rows.map((row) => toEvent(row as unknown as EventRow, reading.context.attemptIds)), cursor };
}
