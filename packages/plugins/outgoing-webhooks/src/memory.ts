/** A request that waits for a retry: it failed, or the run ended before it was sent. */
export interface ParkedPayload {
  readonly page: string;
  readonly ids: readonly string[];
  readonly tries: number;
  readonly retryAt: number;
  /** When the request first failed. `triedAt` = the latest failure. */
  readonly firstAt?: number | undefined;
  readonly triedAt?: number | undefined;
}

/** Events before a webhook's creation, which the webhook does not get: of all campaigns, or of the listed campaigns. */
export interface SkippedPast {
  readonly before: number;
  readonly campaigns?: readonly string[] | undefined;
}

export type WebhookStop = "gone" | "refused" | "events/cursor-expired";

/** The state of a webhook's task, stored so that any worker can continue it. */
export interface WebhookMemory {
  /** Every event up to this cursor was accepted or is in `parked`; "" = no event was read yet. */
  readonly cursor: string;
  readonly skip?: SkippedPast | undefined;
  readonly parked: readonly ParkedPayload[];
  /** Requests that failed since the last success, identified by the first event of each. */
  readonly failing: readonly string[];
  /** The number of failures since the last success. `refused` = the number of consecutive refusals. */
  readonly vain: number;
  readonly refused: number;
  readonly retryAt: number;
  readonly told: number;
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

/** Parses a stored state. Returns `undefined` if the webhook is new, or if another version stored another form. */
export function readMemory(data: string | undefined): WebhookMemory | undefined {
  return data === undefined ? undefined : { ...NOTHING_HEARD, ...(JSON.parse(data) as Partial<WebhookMemory>) };
}
