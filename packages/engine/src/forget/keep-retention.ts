import type { EngineContext } from "../base/context.ts";
import { finishErasing } from "./forget-people.ts";

/** One walk over everything in so long, in milliseconds: what is over goes within a quarter of a day. */
const WALK_MS = 6 * 3_600_000;
const TASK = "retention";
const LEASE_MS = 60_000;

/** Goes on with people who are being forgotten, and takes out what was kept for long enough; one worker at a time. */
export function createRetention(context: EngineContext): { pass(signal: AbortSignal): Promise<void> } {
  const { store, runtime, options, incarnation } = context;
  const { keptMs = {} } = options;
  const task = { name: TASK, owner: incarnation, leaseMs: LEASE_MS };

  async function walk(from: string | undefined, signal: AbortSignal): Promise<void> {
    let cursor = from;
    do {
      ({ cursor } = await store.retain({ keptMs, cursor }));
      const save = { data: cursor ?? "" };
      if (cursor !== undefined && (await store.lease({ ...task, save })).status !== "owned") return;
    } while (cursor !== undefined && !signal.aborted);
    await rest(cursor);
  }

  /** The next process goes on from there; after the whole walk, when it is time again. */
  async function rest(cursor: string | undefined): Promise<void> {
    const dueAt = cursor === undefined ? runtime.now() + WALK_MS : undefined;
    await store.lease({ ...task, save: { data: cursor ?? "", dueAt, release: true } });
  }

  return {
    async pass(signal) {
      await options.reencrypt?.(`${incarnation}:encryption`, signal);
      const { status, data } = await store.lease({ ...task, dueOnly: true });
      if (status !== "owned") return;
      await finishErasing(context);
      await walk(data || undefined, signal);
    },
  };
}
