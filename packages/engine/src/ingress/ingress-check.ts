import type { EngineContext } from "../base/context.ts";
import { type IngressProof, readProof, writeLetter } from "./ingress-proof.ts";

const SECOND_MS = 1_000;
/** A letter to ourselves is sent this often, by each receiver. */
const EVERY_MS = 30 * SECOND_MS;
/** While nothing comes through, sooner: the downtime ends when a letter arrives. */
const UNHEARD_EVERY_MS = 5 * SECOND_MS;
/** Nothing has come through for this long: silence means nothing any more. */
export const DOWN_AFTER_MS: number = 60 * SECOND_MS;
const ANSWER_MS = 10 * SECOND_MS;
/** A server that has just been told to listen needs a moment. */
const SETTLING_MS = SECOND_MS;

/** Whether our public address is heard: letters to ourselves, and what the store knows of their arrival. */
export interface IngressCheck {
  /**
   * One look. Milliseconds for which nothing has come through; `undefined` = it is heard, or it cannot be known: an address
   * through which no letter has ever come may be one that cannot be called from inside.
   */
  look(): Promise<number | undefined>;
  /** Letters are sent at all. */
  readonly canProve: boolean;
  /** Asks right now: a letter is sent and has to arrive. `undefined` = it cannot be known. */
  prove(): Promise<boolean | undefined>;
}

export function createIngressCheck(context: EngineContext): IngressCheck {
  const { runtime, options, log } = context;
  const address = runtime.hash(options.publicUrl ?? "").slice(0, 16);
  const url = `${options.publicUrl?.replace(/\/+$/, "") ?? ""}/ingress-check`;
  let startedAt: number | undefined;
  let postedAt = Number.NEGATIVE_INFINITY;
  let posting: Promise<boolean> | undefined;
  let heardAt: number | undefined;
  let known: IngressProof | undefined;
  let hasFailed = false;

  async function post(): Promise<boolean> {
    const asking = new AbortController();
    const resting = new AbortController();
    const letter = options.callOurselves?.(url, writeLetter(context), asking.signal).catch(() => false);
    const over = runtime.sleep(ANSWER_MS, resting.signal).then(() => false);
    const isTaken = await Promise.race([letter ?? false, over]);
    asking.abort();
    resting.abort();
    hasFailed = !isTaken;
    return isTaken;
  }

  /** Sends a letter, unless one is on its way. */
  function send(): Promise<boolean> {
    postedAt = runtime.now();
    posting ??= post().finally(() => {
      posting = undefined;
    });
    return posting;
  }

  /** True when a letter has arrived since the last time, here or elsewhere. */
  async function hasArrived(isFirst: boolean): Promise<boolean> {
    const proof = await readProof(context);
    const now = proof?.address === address ? proof : undefined;
    const isNew = now !== undefined && now.writtenAt !== known?.writtenAt;
    known = now ?? known;
    if (isNew && !isFirst) heardAt = runtime.now();
    return isNew;
  }

  const canProve = options.callOurselves !== undefined && options.publicUrl !== undefined;
  return {
    canProve,
    async look() {
      if (!canProve) return undefined;
      if (startedAt === undefined) {
        startedAt = runtime.now();
        await hasArrived(true); // what was heard before this process began
        await runtime.sleep(SETTLING_MS);
        await send();
      }
      const isUnheard = heardAt === undefined || runtime.now() - heardAt > DOWN_AFTER_MS;
      if (runtime.now() - postedAt >= (isUnheard ? UNHEARD_EVERY_MS : EVERY_MS)) void send();
      await hasArrived(false);
      if (known === undefined) {
        if (hasFailed) log({ level: "warn", event: "ingress.never-heard", facts: { url: "/ingress-check" } });
        return undefined;
      }
      const silentMs = runtime.now() - (heardAt ?? startedAt);
      if (heardAt !== undefined) return silentMs > DOWN_AFTER_MS ? silentMs : undefined;
      return hasFailed || silentMs > DOWN_AFTER_MS ? silentMs : undefined; // begun, and not heard yet
    },
    async prove() {
      if (!canProve) return undefined;
      await hasArrived(known === undefined);
      if (known === undefined) return undefined;
      await send();
      return hasArrived(false);
    },
  };
}
