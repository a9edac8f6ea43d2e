/** A request that waits for a retry: it was not accepted, or the run ended before it. */
export interface ParkedPayload {
  /** The cursor of the page with the request's events, which remain in the store. */
  readonly page: string;
  readonly ids: readonly string[];
  /** Failed attempts. */
  readonly tries: number;
  readonly retryAt: number;
  /** When the request failed first and last. */
  readonly firstAt?: number | undefined;
  readonly triedAt?: number | undefined;
}

/** Events that a new webhook does not get: those before a time, of all campaigns or of some. */
export interface SkippedPast {
  readonly before: number;
  readonly campaigns?: readonly string[] | undefined;
}

/** Why nothing is sent until an operator resumes the webhook. */
export type WebhookStop = "gone" | "refused" | "events/cursor-expired";

/** The memory of a webhook's task, with which any worker can continue. */
export interface WebhookMemory {
  /** Events before this cursor were accepted or wait for a retry; "" at the beginning. */
  readonly cursor: string;
  readonly skip?: SkippedPast | undefined;
  readonly parked: readonly ParkedPayload[];
  /** The first events of the requests that failed since the last success, each once. */
  readonly failing: readonly string[];
  /** The requests that failed since the last success, and the refused requests among them. */
  readonly vain: number;
  readonly refused: number;
  /** No request is made before this time. */
  readonly retryAt: number;
  /** The number of accepted events. */
  readonly told: number;
  /** The number of events whose requests were given up. */
  readonly lost: number;
  readonly toldAt?: number | undefined;
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

/** Reads a memory that another version may have written; `undefined` for a new webhook. */
export function readMemory(data: string | undefined): WebhookMemory | undefined {
  return data === undefined ? undefined : { ...NOTHING_HEARD, ...(JSON.parse(data) as Partial<WebhookMemory>) };
}
