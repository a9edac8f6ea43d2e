import type { HeartbeatAnswer, HeartbeatInput, LiveProcess, WorkersAnswer } from "@relance/spec";
import { isClockStepping, watchClock } from "../moves/clock-step.ts";
import { hear, miss, noticeGaps, openGaps, reconciled } from "../moves/ingress.ts";
import {
  addWorker,
  endLease,
  expireDeadWorkers,
  extendLease,
  findWorker,
  holdIfRewound,
  isAlive,
  isStandby,
  type LiveWorker,
  leaseEnd,
  living,
  uncarried,
} from "../moves/live-workers.ts";
import { type BegunTransition, begunTransition } from "../rows/person-transition.ts";
import type { Reading, Work } from "../work/work.ts";

const LIVE = `select incarnation, role, version, providers, config, refused from ${living("$1")} order by id`;

type LiveRow = Omit<LiveProcess, "providers" | "refused"> & { readonly providers: string; readonly refused: string };

const BEGUN =
  "select campaign, name, actor, reason, id as through from walks where campaign > 0 order by campaign, name";

export async function workers({ sql, now, liveNow }: Reading): Promise<WorkersAnswer> {
  const rows = await sql.all<LiveRow>(LIVE, liveNow);
  const processes = rows.map((row): LiveProcess => {
    return { ...row, providers: JSON.parse(row.providers), refused: JSON.parse(row.refused) };
  });
  const unfinishedTransitions = (await sql.all<BegunTransition>(BEGUN)).map(begunTransition);
  return { processes, uncarried: await uncarried(sql, now, liveNow), unfinishedTransitions };
}

/** @throws {StoreError} `store/schema-too-new` after a migration that is incompatible with this program */
export async function heartbeat(work: Work, input: HeartbeatInput): Promise<HeartbeatAnswer> {
  if (!input.leaving) await work.context.driver.checkReadable(work.sql);
  await watchClock(work);
  if (input.role === "worker") await expireDeadWorkers(work);
  const worker = await beat(work, input);
  await reconciled(work, input);
  await noticeGaps(work); // must run before the heartbeat is updated, which would hide the gap
  if (input.role === "receiver" && !input.leaving && input.providers.length > 0) {
    await work.strings.need(input.providers);
    const providers = input.providers.map((provider) => work.stringId(provider));
    if (input.receiverDownForMs === undefined) await hear(work, providers);
    else await miss(work, providers, input.receiverDownForMs);
  }
  const rewound = await holdIfRewound(work, input.lastCommitted);
  return {
    now: work.now,
    leaseUntil: leaseEnd(worker, work),
    standby: input.role === "worker" && (await isStandby(work, worker)),
    openGaps: await openGaps(work),
    clockStep: await isClockStepping(work),
    rewound,
  };
}

/** An expired lease is not renewed, because other workers may have taken over. The process then needs a new id. */
async function beat(work: Work, input: HeartbeatInput): Promise<LiveWorker> {
  const { incarnation, role, leaving } = input;
  const known = await findWorker(work, incarnation, role);
  if (leaving) {
    if (known !== undefined) await endLease(work, known.id);
    return { id: known?.id ?? 0, liveUntil: work.liveNow, isGone: 1 };
  }
  if (known === undefined) return addWorker(work, input);
  if (role === "worker" && !isAlive(known, work))
    return { ...known, liveUntil: Math.min(known.liveUntil, work.liveNow) };
  return extendLease(work, known, input);
}
