import type { HeartbeatAnswer, HeartbeatInput } from "@relance/spec";
import { type LiveWorker, leaseEnd } from "@relance/store";
import { isClockStepping, watchClock } from "../due/clock-step.ts";
import { hear, miss, noticeGaps, openGaps, reconciled } from "../inbox/ingress.ts";
import { checkReadable } from "../open/check-readable.ts";
import type { Work } from "../transaction/work.ts";
import { addWorker, buryDead, extendLease, findWorker, isStandby } from "../workers/live-workers.ts";
import { holdIfRewound } from "../workers/rewinding.ts";

const LEAVE = "update workers set is_gone = 1, live_until = ? where id = ?";

/**
 * A process says that it lives; it hears who sends, which gaps are open, and whether the clock can be trusted.
 * @throws {StoreError} `store/schema-too-new` when a newer program migrated the file meanwhile to what this one cannot
 * live with
 */
export function heartbeat(work: Work, input: HeartbeatInput): HeartbeatAnswer {
  if (!input.leaving) checkReadable(work.sql);
  watchClock(work);
  if (input.role === "worker") buryDead(work);
  const worker = beat(work, input);
  for (const gap of input.reconciled ?? []) reconciled(work, gap);
  if (input.role === "receiver" && !input.leaving) {
    noticeGaps(work); // before the beat counts: what was a gap is known as one
    const { deafForMs } = input;
    for (const provider of input.providers.map((name) => work.word(name))) {
      if (deafForMs === undefined) hear(work, provider);
      else miss(work, provider, deafForMs);
    }
  }
  noticeGaps(work);
  const rewound = input.proof !== undefined && holdIfRewound(work, input.proof);
  return {
    now: work.now,
    leaseUntil: leaseEnd(worker, work),
    standby: input.role === "worker" && isStandby(work, worker),
    openGaps: openGaps(work),
    clockStep: isClockStepping(work),
    rewound,
  };
}

/** A lease that ended is not extended: what it covered may be in other hands already (a new incarnation is needed). */
function beat(work: Work, input: HeartbeatInput): LiveWorker {
  const { incarnation, role, leaving } = input;
  const known = findWorker(work, incarnation, role);
  if (leaving) {
    if (known !== undefined) work.sql.run(LEAVE, work.liveNow, known.id);
    return { id: known?.id ?? 0, liveUntil: work.liveNow, isGone: 1 };
  }
  if (known === undefined) return addWorker(work, input);
  const isEnded = known.isGone === 1 || known.liveUntil <= work.liveNow;
  if (isEnded && role === "worker") return { ...known, liveUntil: Math.min(known.liveUntil, work.liveNow) };
  return extendLease(work, known, input);
}
