import type { Call } from "./protocol.ts";

/** Who goes first: what people told us, then what reports say, then sending, then the ladder, then the rest. */
const RANKS: Readonly<Record<string, number>> = {
  open: 0,
  acknowledge: 0,
  suppress: 0,
  record: 1,
  claim: 2,
  settle: 2,
  owed: 2,
  heartbeat: 2,
  permit: 2,
  personKeys: 2,
  control: 2,
  acknowledged: 2,
  task: 2,
  escalate: 3,
  fold: 3,
  expire: 3,
  recover: 3,
  resolve: 3,
  recalled: 3,
  move: 3,
  define: 4,
  enroll: 4,
  seal: 4,
};
const LAST = 5;

/** A job goes up one rank for each of these that it waited: nobody waits for ever. */
const AGING_MS = 200;

interface Job {
  readonly call: Call;
  readonly rank: number;
  readonly since: number;
}

/** Calls that wait for the one writer. */
export class JobQueue {
  readonly #jobs: Job[] = [];

  get size(): number {
    return this.#jobs.length;
  }

  add(call: Call, now: number): void {
    this.#jobs.push({ call, rank: RANKS[call.verb] ?? LAST, since: now });
  }

  /** The most urgent call; the oldest of equals. `close` waits for everything before it. */
  next(now: number): Call | undefined {
    let best = -1;
    let bestRank = Number.POSITIVE_INFINITY;
    for (let index = 0; index < this.#jobs.length; index++) {
      const job = this.#jobs[index];
      if (job === undefined || (job.call.verb === "close" && index > 0)) continue;
      const rank = job.rank - Math.floor((now - job.since) / AGING_MS);
      if (rank < bestRank) {
        best = index;
        bestRank = rank;
      }
    }
    return best < 0 ? undefined : this.#jobs.splice(best, 1)[0]?.call;
  }
}
