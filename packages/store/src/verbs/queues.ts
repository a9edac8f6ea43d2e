import { isSilent } from "@relance/rules";
import { type QueueRow, type QueuesAnswer, type Store, toDate } from "@relance/spec";
import { COUNTER } from "../rows/counters.ts";
import { readyIn } from "../rows/hot-row.ts";
import { listedHolds, wholeQueue } from "../rows/queue-holds.ts";
import { SLOW_COLUMNS, type SlowedRow, slowedPace, slowedProvider } from "../rows/queue-pace.ts";
import { computeStanding, listedSetting, type Reroutes, type SteeredQueue, toldQueue } from "../rows/queue-standing.ts";
import type { Sql, StoredRow } from "../rows/sql.ts";
import type { Reading } from "../work/work.ts";

const QUEUES = `select id, campaign, step, position, destination, planned, holds, rates, reroutes, steered,
  steered_by as "steeredBy", rated_by as "ratedBy"
  from queues where $1::int is null or campaign = $1 order by campaign, step, position, id`;
const CLOSED = `select w.text as provider, p.closed_until as until, p.reason, p.faults, p.failures from providers p
  join strings w on w.id = p.provider where p.closed_until > $1 or p.faults > 0 order by p.provider`;

const SLOWED = `select w.text as provider, ${SLOW_COLUMNS} from providers p join strings w on w.id = p.provider
  where p.slow_rate is not null order by p.provider`;
const DESTINATIONS = `select w.text from counters c join strings w on w.id = c.destination
  where c.kind = ${COUNTER.destinations} and c.campaign = $1 order by c.destination`;
const TRIED = "e.tried_positions & 65535";
const COUNTED = `${TRIED} as tried, count(*) as found, min(e.deadline) as deadline`;
const WAITING = `select l.id as queue, 0 as whole, ${COUNTED} from queues l join enrollments e on ${readyIn("l.id")}
  where $1::int is null or l.campaign = $1 group by l.id, ${TRIED}`;
/** SQL: recipients whom no claim has moved to the queue of their destination (`s`) yet. A second number also counts. */
const UNMOVED = `select s.id as queue, w.id as whole, ${COUNTED} from queues s join ${wholeQueue("s")}
  join strings d on d.id = s.destination join enrollments e on ${readyIn("w.id")}
  join people p on p.id = e.id and strpos(p.contacts, d.text) > 0
  where ($1::int is null or s.campaign = $1) and s.destination <> 0
  group by s.id, w.id, ${TRIED}`;

type Closed = StoredRow<"until" | "faults" | "failures", "provider", "reason">;

export async function queues(
  { sql, strings, now }: Reading,
  campaign: number | undefined,
  { waiting: isCounted = false }: Parameters<Store["queues"]>[1] = {},
): Promise<QueuesAnswer> {
  const rows = await sql.all<ListedQueue>(QUEUES, campaign ?? null);
  const named = rows.flatMap(({ planned, destination, reroutes }) => {
    const ways = Object.values(JSON.parse(reroutes) as Reroutes).flatMap((one) => one?.provider ?? []);
    return [planned, destination, ...ways];
  });
  await strings.loadIds(named);
  const destinations = campaign === undefined ? [] : await sql.rows(DESTINATIONS, campaign);
  const waiting = isCounted ? await countWaiting(sql, campaign) : new Map();
  const closed = await sql.all<Closed>(CLOSED, now);
  const slowed = await sql.all<SlowedRow & { readonly provider: string }>(SLOWED);
  const campaigns = Map.groupBy(rows, (queue) => queue.campaign);
  return {
    queues: rows.map((queue): QueueRow => {
      const { provider, reroute, holds, rates, ratedBy } = computeStanding(queue, campaigns.get(queue.campaign) ?? []);
      const listed = Object.entries(ratedBy).flatMap(([by, order]) => (order ? [[by, listedSetting(order)]] : []));
      return {
        campaign: queue.campaign,
        ...toldQueue(queue, (word) => strings.textOf(word)),
        provider: strings.textOf(provider),
        rerouted: reroute && listedSetting(reroute),
        holds: listedHolds(holds),
        rates,
        ratedBy: Object.fromEntries(listed),
        ...(waiting.has(queue.id) ? { waiting: waiting.get(queue.id) } : {}),
      };
    }),
    destinations: destinations.map(([word]) => word as string),
    closed: closed.map(({ until, reason, failures, ...provider }) => {
      return { ...provider, until: toDate(until), reason: reason ?? "", isSilent: isSilent({ failures }) };
    }),
    slowed: slowed.flatMap((row) => slowedProvider(row.provider, slowedPace(row), now)),
  };
}

async function countWaiting(sql: Sql, campaign: number | undefined): Promise<ReadonlyMap<number, Waiting>> {
  const waiting = new Map<number, Waiting>();
  const add = (queue: number, tried: number, found: number, deadline: Date) => {
    const before = waiting.get(queue) ?? { recipients: 0, deadline, tried: {} };
    const had = before.tried[tried] ?? 0;
    const added = Math.max(-had, found);
    waiting.set(queue, {
      recipients: before.recipients + added,
      deadline: before.deadline < deadline ? before.deadline : deadline,
      tried: { ...before.tried, [tried]: had + added },
    });
  };
  for (const counted of [WAITING, UNMOVED])
    for (const { queue, whole, tried, found, ...row } of await sql.all<WaitingRow>(counted, campaign ?? null)) {
      const deadline = toDate(row.deadline);
      add(queue, tried, found, deadline);
      if (waiting.has(whole)) add(whole, tried, -found, deadline);
    }
  return waiting;
}

type WaitingRow = StoredRow<"queue" | "whole" | "tried" | "found" | "deadline">;
type Waiting = NonNullable<QueueRow["waiting"]>;
type ListedQueue = SteeredQueue & StoredRow<"id" | "campaign">;
