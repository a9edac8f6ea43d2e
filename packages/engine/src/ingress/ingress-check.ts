import type { EngineContext } from "../base/context.ts";
import { withinBudget } from "../base/patience.ts";
import { type IngressProof, readProof, writeTestRequest } from "./ingress-proof.ts";

const SECOND_MS = 1_000;
const EVERY_MS = 30 * SECOND_MS;
/** Interval of checks while no test request arrives; short, so that the end of a downtime is detected soon. */
const MISSING_EVERY_MS = 5 * SECOND_MS;
/** If no test request has arrived for this long, a missing receipt proves nothing. */
export const DOWN_AFTER_MS: number = 60 * SECOND_MS;
const ANSWER_MS = 10 * SECOND_MS;
/** A server may need this long after its start to accept the first request. */
const SETTLING_MS = SECOND_MS;

/** Sends test requests to our public URL. The store records when a test request arrives at a receiver. */
export interface IngressCheck {
  /**
   * Returns for how many milliseconds no test request has arrived. Returns `undefined` if requests arrive, or if none
   * has ever arrived: this process may be unable to reach a URL that others can reach.
   */
  look(): Promise<number | undefined>;
  readonly canProve: boolean;
  /** Sends a test request now, and returns whether it arrived; `undefined` if unknown. */
  prove(): Promise<boolean | undefined>;
}

export function createIngressCheck(context: EngineContext): IngressCheck {
  const { runtime, options, log } = context;
  const address = runtime.hash(options.publicUrl ?? "").slice(0, 16);
  const url = `${options.publicUrl?.replace(/\/+$/, "") ?? ""}/ingress-check`;
  let startedAt: number | undefined;
  let postedAt = Number.NEGATIVE_INFINITY;
  let posting: Promise<boolean> | undefined;
  let arrivedAt: number | undefined;
  let known: IngressProof | undefined;
  let hasFailed = false;

  async function post(): Promise<boolean> {
    const never = new AbortController().signal;
    const ask = async (inTime: AbortSignal) => options.callOurselves?.(url, writeTestRequest(context), inTime) ?? false;
    const call = { name: "ingress-check", budgetMs: ANSWER_MS, ask };
    hasFailed = !(await withinBudget(runtime, never, call).catch(() => false));
    return !hasFailed;
  }

  function send(): Promise<boolean> {
    postedAt = runtime.now();
    posting ??= post().finally(() => {
      posting = undefined;
    });
    return posting;
  }

  async function hasArrived(isFirst: boolean): Promise<boolean> {
    const proof = await readProof(context);
    const now = proof?.address === address ? proof : undefined;
    const isNew = now !== undefined && now.writtenAt !== known?.writtenAt;
    known = now ?? known;
    if (isNew && !isFirst) arrivedAt = runtime.now();
    return isNew;
  }

  const canProve = options.callOurselves !== undefined && options.publicUrl !== undefined;
  return {
    canProve,
    async look() {
      if (!canProve) return undefined;
      if (startedAt === undefined) {
        startedAt = runtime.now();
        await hasArrived(true); // ignores test requests that were sent before this call
        await runtime.sleep(SETTLING_MS);
        await send();
      }
      const isMissing = arrivedAt === undefined || runtime.now() - arrivedAt > DOWN_AFTER_MS;
      if (runtime.now() - postedAt >= (isMissing ? MISSING_EVERY_MS : EVERY_MS)) void send();
      await hasArrived(false);
      if (known === undefined) {
        if (hasFailed) log({ level: "warn", event: "ingress.own-request-lost", facts: { url: "/ingress-check" } });
        return undefined;
      }
      const silentMs = runtime.now() - (arrivedAt ?? startedAt);
      if (arrivedAt !== undefined) return silentMs > DOWN_AFTER_MS ? silentMs : undefined;
      return hasFailed || silentMs > DOWN_AFTER_MS ? silentMs : undefined;
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
