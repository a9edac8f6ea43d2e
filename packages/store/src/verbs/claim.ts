import { paceAt, probeMs } from "@relance/rules";
import type { ClaimAnswer, ClaimedRow, ClaimRequest, ClaimWant } from "@relance/spec";
import { gatherRerouted, steeredDestinations } from "../moves/claiming.ts";
import { addWorker, isAlive, isStandby, type LiveWorker, LOST, leaseEnd, provenBy } from "../moves/live-workers.ts";
import type { OpenQueue } from "../moves/ready-rows.ts";
import { type Served, serve } from "../moves/serving.ts";
import { openSettling, settleAll } from "../moves/settling.ts";
import type { AttemptIds } from "../rows/attempt-ids.ts";
import { earliest } from "../rows/clocks.ts";
import { TRUSTED_MS } from "../rows/floors.ts";
import { GATE, wholeQueue } from "../rows/queue-holds.ts";
import { queueOpensAt, SLOW_COLUMNS, slowedPaceIn } from "../rows/queue-pace.ts";
import { WAITING_REQUESTS } from "../rows/receiver-downtime.ts";
import { pluck, type Row, type Sql } from "../rows/sql.ts";
import type { Work } from "../work/work.ts";

const BEGIN = `update providers set is_probing = 1, closed_until = $2
  where provider = $1 and faults > 0 and closed_until <= $3 returning provider`;
/** Ends a probe if no recipient was due for it, so that the next message becomes the probe. */
const UNDO = "update providers set is_probing = 0, closed_until = $2 where provider = $1";

const LOOKED_MS = 1_000;

/** SQL: a destination's queue (`s`) differs from the whole queue (`w`): its provider has commands. */
const DIFFERS = "s.provider <> w.provider or s.gate <> w.gate or s.per_second is distinct from w.per_second";

const LOOKED_UP = { worker: 0, suppressions: 1, queue: 2, requests: 3, rewound: 4, destination: 5 } as const;
const NO_PACE = "null::float8, null::float8, null::float8, null::bigint, null::bigint";

/**
 * Reads the claiming worker, the open queues, and whether suppressions or requests exist, in one round trip. The lease
 * is not locked: a recovery that runs now treats the new attempts like the worker's old ones.
 */
const LOOK = `select ${LOOKED_UP.worker} as kind, id, live_until, is_gone::bigint, 0::bigint, 0, 0::bigint, 0::float8, 0::float8, 0, 0, 0, ${NO_PACE}
    from workers
    where incarnation = $1 and role = 'worker'
  union all select ${LOOKED_UP.suppressions}, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, ${NO_PACE} where exists (select 1 from suppressions where removed_at is null)
  union all select ${LOOKED_UP.requests}, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, ${NO_PACE} where exists (${WAITING_REQUESTS})
  union all select ${LOOKED_UP.rewound}, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, ${NO_PACE} ${LOST("$3", "$4")}
  union all select ${LOOKED_UP.destination}, w.id, s.destination, s.id, 0, 0, 0, 0, 0, 0, 0, 0, ${NO_PACE} from queues s join ${wholeQueue("s")}
    where s.destination <> 0 and (s.holds <> '{}' or s.rates <> '{}' or s.reroutes <> '{}' or ${DIFFERS})
  union all select ${LOOKED_UP.queue}, l.id, l.provider, l.released_through, l.claimed_at, l.ver, coalesce(p.closed_until, 0),
      coalesce(l.per_second, 0), l.next_at, coalesce(p.faults, 0), l.campaign, c.weight, ${SLOW_COLUMNS}
    from queues l join campaigns c on c.id = l.campaign left join providers p on p.provider = l.provider
    where l.provider in (select id from strings where text = any($2::text[])) and l.gate = ${GATE.open}`;

/** Skips locked queues, because the transaction with the lock writes the same value. */
const LOOKED = `update queues set claimed_at = case when id = any($3::int[]) then $1 else $1 - 1 end
  where id in (select id from queues where id = any($2::int[])
  and claimed_at < $1 order by id for no key update skip locked)`;

const NONE: Served = { claimed: [], isSure: true };

interface Queue extends OpenQueue {
  readonly closedUntil: number;
  readonly isHalfOpen: boolean;
  readonly slowedTo: number | undefined;
}

export function openClaim(
  sql: Sql,
  { worker, wants, settle, lastCommitted }: ClaimRequest,
  ids: AttemptIds,
): readonly (() => Promise<Row[]>)[] {
  const providers = wants.map(({ provider }) => provider);
  const look = () => sql.rows(LOOK, worker, providers, ...provenBy(ids, lastCommitted));
  return [look, ...openSettling(sql, settle ?? [], ids)];
}

/** Returns `undefined` if committed requests of callers must be applied first, because they may be answers. */
export async function claim(work: Work, request: ClaimRequest, isLast = false): Promise<ClaimAnswer | undefined> {
  const { wants } = request;
  const [looked = [], ...settling] = work.opening;
  const { known, hasRequests, hasSuppressions, isRewound, queues, destinations } = readLook(work, looked);
  if (hasRequests && !isLast) return undefined;
  const settled = await settleAll(work, request.settle ?? [], settling);
  await work.recharges.write();
  // if the store lost data, the next heartbeat detects the loss too and holds the campaigns
  if (wants.length === 0 || isRewound) return { settled, claimed: [], nextDueAt: undefined, now: work.now };
  await work.strings.load(wants.map(({ provider }) => provider));
  const { worker: incarnation } = request;
  const named = { incarnation, providers: pluck(wants, "provider"), role: "worker", version: "" } as const;
  const worker = known ?? (await addWorker(work, named));
  const claimed: ClaimedRow[] = [];
  if (!isAlive(worker, work) || (await isStandby(work, worker)))
    return { settled, claimed, nextDueAt: undefined, now: work.now };
  const claimant = { worker: worker.id, leaseUntil: leaseEnd(worker, work) };
  const short: { readonly want: ClaimWant; readonly queues: readonly Queue[]; readonly isServed: boolean }[] = [];
  const slowed: Record<string, number> = {};
  let nextDueAt: number | undefined;
  for (const want of wants) {
    const provider = work.strings.find(want.provider);
    const own = queues.filter((queue) => queue.provider === provider && provider !== 0);
    const reroutedAt = await gatherRerouted(work, want, destinations);
    if (reroutedAt !== undefined) nextDueAt = earliest(nextDueAt, reroutedAt);
    const isOpen =
      want.slots > 0 && own.every(({ closedUntil }) => closedUntil <= work.now) && !work.health.isClosing(provider);
    const slowedTo = own[0]?.slowedTo;
    if (slowedTo !== undefined) slowed[want.provider] = slowedTo;
    const isTried = isOpen && own.some(({ isHalfOpen }) => isHalfOpen);
    const probeUntil = work.now + probeMs(want.sendBudgetMs);
    const isProbedElsewhere = isTried && !(await work.sql.row(BEGIN, provider, probeUntil, work.now));
    const isServed = isOpen && !isProbedElsewhere;
    const taken = isTried ? { ...want, slots: 1 } : want;
    const terms = { want: taken, claimant, queues: own, hasSuppressions, destinations };
    const shares = work.context.shares.allocate(provider, own);
    const served = isServed && own.length > 0 ? await serve(work, terms, shares) : NONE;
    if (isServed && isTried && served.claimed.length === 0) await work.sql.run(UNDO, provider, work.now);
    claimed.push(...served.claimed);
    if (!served.isSure) nextDueAt = earliest(nextDueAt, work.now + TRUSTED_MS);
    if (isServed && (served.claimed.length === want.slots || served.hasMore === true)) nextDueAt = work.now;
    else short.push({ want, queues: own, isServed });
    // the stored time makes a restarted process serve the other queues first
    const old = isServed ? own.filter(({ claimedAt }) => work.now - claimedAt > LOOKED_MS) : [];
    if (old.length > 0) await work.sql.run(LOOKED, work.now, pluck(old, "id"), shares.served());
  }
  await work.flush(); // recipients that this transaction changed may be due first
  for (const { want, queues: own, isServed } of short) {
    const opensAt = Math.max(0, ...own.map(({ closedUntil }) => closedUntil));
    const next = await nextDue(work, own, isServed ? work.now : 0, want.sendBudgetMs);
    if (next !== undefined) nextDueAt = earliest(nextDueAt, Math.max(next, opensAt));
  }
  return { settled, claimed, nextDueAt, slowed, now: work.now };
}

function readLook(work: Work, looked: readonly Row[]) {
  const rows = looked as readonly (readonly number[])[];
  const paces = new Map(looked.map((row) => [row[2], paceAt(slowedPaceIn(row), work.now)]));
  const of = (kind: keyof typeof LOOKED_UP) => rows.filter((row) => row[0] === LOOKED_UP[kind]);
  const [worker] = of("worker");
  const known =
    worker && ({ id: worker[1] ?? 0, liveUntil: worker[2] ?? 0, isGone: worker[3] ?? 0 } satisfies LiveWorker);
  const queues = of("queue").map((row): Queue => {
    const [, id = 0, provider = 0, releasedThrough = 0, claimedAt = 0, version = 0, closedUntil = 0, ...rest] = row;
    const [rate = 0, nextAt = 0, faults = 0, campaign = 0, weight = 0] = rest;
    const pace = { perSecond: rate || null, isHalfOpen: faults > 0, slowedTo: paces.get(provider) };
    return { id, provider, releasedThrough, claimedAt, version, closedUntil, nextAt, campaign, weight, ...pace };
  });
  const destinations = steeredDestinations(of("destination").map(([, ...facts]) => facts));
  return {
    known,
    destinations,
    queues,
    hasSuppressions: of("suppressions").length > 0,
    hasRequests: of("requests").length > 0,
    isRewound: of("rewound").length > 0,
  };
}

/** Returns the next due time. Recipients due at `from` are claimed or locked, unless their queue has a rate. */
async function nextDue(work: Work, queues: readonly Queue[], from: number, budgetMs: number) {
  if (queues.length === 0) return undefined;
  const query = queues.map((queue) => ({
    id: queue.id,
    releasedThrough: queue.releasedThrough,
    from: queue.perSecond === null ? from : 0,
    opensAt: queue.opensAt ?? queueOpensAt(queue, work.now),
  }));
  return work.context.driver.nextReadyAt(work.sql, { queues: query, latest: work.now + budgetMs });
}
