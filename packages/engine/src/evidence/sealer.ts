import {
  createSealing,
  EVIDENCE_TASK,
  readPlace,
  SEALING_MS,
  type SealingProgress,
  sealingProgress,
  writePlace,
} from "@relance/evidence";
import { RelanceError, type Store } from "@relance/spec";
import type { EngineContext } from "../base/context.ts";
import { leasedTask, peekLease } from "../base/leased-task.ts";
import { within } from "../base/patience.ts";

/** A worker that stops seals for at most this long. The next worker continues. */
const LAST_MS = 5_000;

/** Seals events in the order in which they are read; one process at a time does this. */
interface Sealer {
  /** Seals all events until now. Never throws, and a failed seal delays no other work. */
  pass(signal: AbortSignal): Promise<void>;
  /** Seals a last time, then lets another process take over immediately. */
  leave(): Promise<void>;
}

export function createSealer(context: EngineContext): Sealer {
  const { store, runtime, log } = context;
  const task = leasedTask(context, { name: EVIDENCE_TASK, leaseMs: SEALING_MS, read: readPlace, write: writePlace });
  const seal = createSealing({
    store,
    pause: () => runtime.yield(),
    onLost: () => log({ level: "warn", event: "evidence.restarted" }),
  });

  async function pass(signal: AbortSignal): Promise<void> {
    if (context.options.seals !== true) return;
    try {
      while (await task.run(({ memory }) => seal(memory, task.owner, signal))) if (signal.aborted) return;
    } catch (error) {
      const code = RelanceError.is(error) ? error.code : "unknown";
      log({ level: "error", event: "evidence.failed", facts: { code } });
    }
  }

  return {
    pass,
    async leave() {
      await within(context, new AbortController().signal, LAST_MS, pass);
      await task.release();
    },
  };
}

/** Returns up to which event the history is sealed, without sealing. */
export async function readSealing(store: Store): Promise<SealingProgress> {
  return sealingProgress(store, readPlace(await peekLease(store, EVIDENCE_TASK)));
}
