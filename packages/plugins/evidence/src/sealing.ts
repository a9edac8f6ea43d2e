import { type Chore, checkKey, type EngineContext, leasedTask, peekLease, within } from "@relance/engine";
import { commitment } from "@relance/rules";
import { type Ledger, type Message, MessageError, RelanceError, type Store } from "@relance/spec";
import { type EvidenceLine, evidenceLines } from "./evidence-lines.ts";
import {
  createSealing,
  EVIDENCE_TASK,
  readPlace,
  SEALING_MS,
  type SealingProgress,
  sealingProgress,
  writePlace,
} from "./seal-events.ts";

const SEAL_MS = 60_000;
/** While a worker shuts down, it seals for at most this many more milliseconds. */
const LAST_MS = 5_000;

/** Creates the task that seals new events. Only one process at a time runs the task. */
export function sealingChore(context: EngineContext): Chore & { leave(): Promise<void> } {
  const { store, runtime, log } = context;
  const task = leasedTask(context, { name: EVIDENCE_TASK, leaseMs: SEALING_MS, read: readPlace, write: writePlace });
  const seal = createSealing({
    store,
    pause: () => runtime.yield(),
    onLost: () => log({ level: "warn", event: "evidence.restarted" }),
  });

  async function pass(signal: AbortSignal): Promise<void> {
    if (context.options.commit === undefined) return;
    try {
      while (await task.run(({ memory }) => seal(memory, task.owner, signal))) if (signal.aborted) return;
    } catch (error) {
      const code = RelanceError.is(error) ? error.code : "unknown";
      log({ level: "error", event: "evidence.failed", facts: { code } });
    }
  }

  return {
    everyMs: SEAL_MS,
    once: ["after"],
    run: pass,
    async leave() {
      await within(context, new AbortController().signal, LAST_MS, pass);
      await task.release();
    },
  };
}

/** Reads the progress of sealing. */
export async function readSealing(store: Store): Promise<SealingProgress> {
  return sealingProgress(store, readPlace(await peekLease(store, EVIDENCE_TASK)));
}

/** The method that adds sealed evidence to a campaign. */
export interface CampaignEvidence {
  /**
   * Yields the lines of an evidence file for `relance verify`: of the whole campaign, or of one recipient with proofs
   * and details. First seals all new events, unless a worker is sealing events.
   * @throws {MessageError} `message/unknown-recipient`
   */
  evidence(key?: string): AsyncIterable<EvidenceLine>;
}

/** Adds the method `evidence` to a campaign of this engine. */
export function campaignEvidence(
  context: EngineContext,
  campaign: Pick<Ledger, "name" | "occurrence"> & { readonly id: number },
): CampaignEvidence {
  const { store } = context;
  return {
    async *evidence(key) {
      const person = key === undefined ? undefined : await store.read({ campaign: campaign.id, key: checkKey(key) });
      if (key !== undefined && person === undefined)
        throw new MessageError("message/unknown-recipient", "no recipient with that key is enrolled");
      await sealingChore(context).leave();
      yield* evidenceLines(store, { ...campaign, campaign: campaign.id }, person);
    },
  };
}

/**
 * Returns a commitment to a message and its address. The commitment can later prove the text of the message, although
 * relance does not store messages. Returns `undefined` if the recipient has no salt.
 */
export function messageCommitment(
  salt: string | undefined,
  { attemptId, channel, to, content }: Message,
): string | undefined {
  if (salt === undefined) return undefined;
  return commitment(salt, attemptId, JSON.stringify({ channel, to, content }));
}
