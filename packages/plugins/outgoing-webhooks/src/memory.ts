/** A request that failed, or was not sent before the run ended. */
export interface ParkedPayload {
  readonly page: string;
  readonly ids: readonly string[];
  readonly tries: number;
  readonly retryAt: number;
  /** When the request first failed; `triedAt` = when it last failed. */
  readonly firstAt?: number | undefined;
  readonly triedAt?: number | undefined;
}

/** The events that a new webhook does not get: earlier events of all campaigns, or of some campaigns. */
export interface SkippedPast {
  readonly before: number;
  readonly campaigns?: readonly string[] | undefined;
}

export type WebhookStop = "gone" | "refused" | "events/cursor-expired";

/** The state of a webhook's task, stored so that any worker can continue the task. */
export interface WebhookMemory {
  /** All events before this cursor were accepted, or are in `parked`; "" at the beginning. */
  readonly cursor: string;
  readonly skip?: SkippedPast | undefined;
  readonly parked: readonly ParkedPayload[];
  /** The id of the first event of each request that has failed since the last success. */
  readonly failing: readonly string[];
  /** The number of failures since the last success; `refused` = the number of refusals in a row. */
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

/** Parses a state, which another version may have stored; `undefined` for a new webhook. */
export function readMemory(data: string | undefined): WebhookMemory | undefined {
  return data === undefined ? undefined : { ...NOTHING_HEARD, ...(JSON.parse(data) as Partial<WebhookMemory>) };
}
