import type { EngineContext } from "../base/context.ts";
import { type LeasedTask, leasedTask } from "../base/leased-task.ts";

/** A request that waits behind the cursor: it was refused, or the turn ended before it. */
export interface ParkedPayload {
  /** The page on which its events stand; the events themselves stay where they are. */
  readonly page: string;
  readonly ids: readonly string[];
  /** Vain attempts. */
  readonly tries: number;
  readonly retryAt: number;
  /** First and last vain attempt. */
  readonly firstAt?: number | undefined;
  readonly triedAt?: number | undefined;
}

/** What is not told while a consumer catches up: what happened before an instant, in all campaigns or in these. */
export interface SkippedPast {
  readonly before: number;
  readonly campaigns?: readonly string[] | undefined;
}

/** Why nothing is told any more until an operator says so. */
export type WebhookStop = "gone" | "refused" | "events/cursor-expired";

/** What is remembered of one consumer, in the store: any worker continues with it. */
export interface WebhookMemory {
  /** Events before it were told, or are parked; "" = the beginning. */
  readonly cursor: string;
  readonly skip?: SkippedPast | undefined;
  readonly parked: readonly ParkedPayload[];
  /** First events of the requests that failed since the last success, each once. */
  readonly failing: readonly string[];
  /** Requests that failed, and of them those that were refused for good, since the last success. */
  readonly vain: number;
  readonly refused: number;
  /** Nothing is tried before. */
  readonly retryAt: number;
  readonly told: number;
  /** Requests given up. */
  readonly lost: number;
  readonly toldAt?: number | undefined;
  /** Of the last failure. */
  readonly code?: string | undefined;
  readonly stopped?: { readonly at: number; readonly why: WebhookStop } | undefined;
}

export const NOTHING_HEARD: WebhookMemory = {
  cursor: "",
  parked: [],
  failing: [],
  vain: 0,
  refused: 0,
  retryAt: 0,
  told: 0,
  lost: 0,
};

/** The task in the store that holds it. @param leaseMs - how long one owner may need */
export function webhookTask(
  context: EngineContext,
  consumer: string,
  leaseMs: number,
): LeasedTask<WebhookMemory | undefined> {
  return leasedTask(context, {
    name: `webhook:${consumer}`,
    leaseMs,
    read: readWebhookMemory,
    write: (memory) => (memory === undefined ? "" : JSON.stringify(memory)),
  });
}

/** Reads what another version may have written. `undefined` = this consumer is new. */
function readWebhookMemory(data: string | undefined): WebhookMemory | undefined {
  if (data === undefined || data === "") return undefined;
  return { ...NOTHING_HEARD, ...(JSON.parse(data) as Partial<WebhookMemory>) };
}
