/** A request that waits for a retry: it was not accepted, or the run ended before it. */
export interface ParkedPayload {
  /** The cursor of the page that has its events; the store keeps the events themselves. */
  readonly page: string;
  readonly ids: readonly string[];
  /** Failed attempts. */
  readonly tries: number;
  readonly retryAt: number;
  /** First and last failed attempt. */
  readonly firstAt?: number | undefined;
  readonly triedAt?: number | undefined;
}

/** Events that a new webhook does not get: those before an instant, of all campaigns or of these. */
export interface SkippedPast {
  readonly before: number;
  readonly campaigns?: readonly string[] | undefined;
}

/** Why nothing is sent until an operator resumes the webhook. */
export type WebhookStop = "gone" | "refused" | "events/cursor-expired";

/** The memory of one webhook's task, from which any worker can continue. */
export interface WebhookMemory {
  /** Events before this were accepted or are parked; "" = the beginning. */
  readonly cursor: string;
  readonly skip?: SkippedPast | undefined;
  readonly parked: readonly ParkedPayload[];
  /** First events of the requests that failed since the last success, each once. */
  readonly failing: readonly string[];
  /** Requests that failed since the last success, and how many of them were refused. */
  readonly vain: number;
  readonly refused: number;
  /** No request is made before this instant. */
  readonly retryAt: number;
  /** Number of accepted events. */
  readonly told: number;
  /** Number of events whose requests were given up. */
  readonly lost: number;
  readonly toldAt?: number | undefined;
  /** Error code of the last failure. */
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

/** Reads what another version may have written. `undefined` = the webhook is new. */
export function readMemory(data: string | undefined): WebhookMemory | undefined {
  return data === undefined ? undefined : { ...NOTHING_HEARD, ...(JSON.parse(data) as Partial<WebhookMemory>) };
}
