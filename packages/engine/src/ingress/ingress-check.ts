import type { EngineContext } from "../base/context.ts";
import { type IngressProof, readProof, writeLetter } from "./ingress-proof.ts";

const SECOND_MS = 1_000;
/** Interval between the test requests of a receiver. */
const EVERY_MS = 30 * SECOND_MS;
/** Interval while no test request arrives, so that the end of the downtime is detected soon. */
const UNHEARD_EVERY_MS = 5 * SECOND_MS;
/** If no test request has arrived for this long, a missing receipt proves nothing. */
export const DOWN_AFTER_MS: number = 60 * SECOND_MS;
const ANSWER_MS = 10 * SECOND_MS;
/** A server needs this long after it began to listen. */
const SETTLING_MS = SECOND_MS;

/** Checks whether our public URL can be reached: sends test requests to it, and the store records their arrival. */
export interface IngressCheck {
  /**
   * Runs one check, and returns for how many milliseconds nothing has arrived. Returns `undefined` if the URL can be
   * reached, or if no test request ever arrived, because it may be reachable only from outside.
   */
  look(): Promise<number | undefined>;
  /** Returns whether test requests are sent at all. */
  readonly canProve: boolean;
  /** Sends a test request now, and returns whether it arrived; `undefined` if this is unknown. */
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

  /** Sends a test request, unless one is on its way. */
  function send(): Promise<boolean> {
    postedAt = runtime.now();
    posting ??= post().finally(() => {
      posting = undefined;
    });
    return posting;
  }

  /** True if a test request arrived since the last call, at this receiver or at another one. */
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
        await hasArrived(true); // ignores test requests that arrived before this process started
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
      return hasFailed || silentMs > DOWN_AFTER_MS ? silentMs : undefined; // no test request arrived yet
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
