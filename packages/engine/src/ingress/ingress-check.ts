import type { EngineContext } from "../base/context.ts";
import { withinBudget } from "../base/within-budget.ts";
import { type IngressProof, readProof, writeTestRequest } from "./ingress-proof.ts";

const SECOND_MS = 1_000;
const EVERY_MS = 30 * SECOND_MS;
/** Shorter interval while no test request arrives, to detect the end of a downtime soon. */
const MISSING_EVERY_MS = 5 * SECOND_MS;
/** Without a test request for this long, a missing receipt proves nothing. */
export const DOWN_AFTER_MS: number = 60 * SECOND_MS;
const ANSWER_MS = 10 * SECOND_MS;
/** Wait for a server that has just started to listen. */
const SETTLING_MS = SECOND_MS;

/** Sends test requests to our public URL. The store records their arrival at any receiver. */
export interface IngressCheck {
  /**
   * Returns how long nothing has arrived, in milliseconds; `undefined` if requests arrive, or if none ever arrived,
   * because the URL may be reachable only from outside.
   */
  look(): Promise<number | undefined>;
  readonly canProve: boolean;
  /** Sends a test request now. Returns whether the request arrived; `undefined` if unknown. */
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

  /** Sends a test request, unless one is being sent. */
  function send(): Promise<boolean> {
    postedAt = runtime.now();
    posting ??= post().finally(() => {
      posting = undefined;
    });
    return posting;
  }

  /** Returns whether a test request arrived at any receiver since the last call. */
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
        await hasArrived(true); // ignores earlier test requests
        await runtime.sleep(SETTLING_MS);
        await send();
      }
      const isMissing = arrivedAt === undefined || runtime.now() - arrivedAt > DOWN_AFTER_MS;
      if (runtime.now() - postedAt >= (isMissing ? MISSING_EVERY_MS : EVERY_MS)) void send();
      await hasArrived(false);
      if (known === undefined) {
        if (hasFailed) log({ level: "warn", event: "ingress.never-heard", facts: { url: "/ingress-check" } });
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
