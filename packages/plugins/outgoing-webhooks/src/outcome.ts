import type { ParkedPayload, WebhookMemory } from "./memory.ts";

const FIRST_RETRY_MS = 30_000;
const LONGEST_RETRY_MS = 3_600_000;
const LONGEST_REST_MS = 900_000;
/** If this many different requests fail in a row, the webhook treats the receiver as down. */
const IS_AWAY = 3;
/** If the receiver refuses this many requests in a row, the webhook stops. */
const IS_UNWANTED = 12;
/** A request that has failed for this long is dropped if the receiver accepts other requests. */
const KEPT_MS = 72 * 3_600_000;

export interface WebhookFailure {
  readonly code: string;
  /** True if the receiver refused the request. A retry would probably be refused too. */
  readonly isRefusal: boolean;
  readonly isGone: boolean;
  readonly retryAfterMs?: number | undefined;
}

/** Returns whether the receiver counts as down. A receiver that is down gets one request at a time. */
export const isAway = ({ failing }: WebhookMemory): boolean => failing.length >= IS_AWAY;

/** Returns the state after the receiver accepted a request. If the receiver was down, waiting requests become due. */
export function taken(memory: WebhookMemory, payload: ParkedPayload, now: number): WebhookMemory {
  const rest = without(memory, payload);
  return {
    ...memory,
    parked: isAway(memory) ? rest.map((one) => ({ ...one, retryAt: 0 })) : rest,
    failing: [],
    vain: 0,
    refused: 0,
    retryAt: 0,
    told: memory.told + payload.ids.length,
    toldAt: now,
  };
}

/** Returns the state after a failed request. The request waits for its retry; other requests continue. */
export function notTaken(
  memory: WebhookMemory,
  payload: ParkedPayload,
  failure: WebhookFailure,
  now: number,
): { readonly memory: WebhookMemory; readonly isLost: boolean } {
  const { firstAt = now, triedAt = Number.POSITIVE_INFINITY } = payload;
  const { code, retryAfterMs = 0 } = failure;
  const isOvertaken = (memory.toldAt ?? 0) > triedAt;
  const isLost = isOvertaken && now - firstAt >= KEPT_MS;
  const tries = payload.tries + 1;
  const retryAt = now + Math.max(retryAfterMs, later(tries, LONGEST_RETRY_MS));
  const rest = without(memory, payload);
  const failing = [...new Set([...memory.failing, payload.ids[0] ?? ""])].slice(-IS_AWAY);
  const vain = memory.vain + 1;
  const refused = failure.isRefusal ? memory.refused + 1 : 0;
  const isDown = failing.length >= IS_AWAY;
  const restMs = isDown ? later(vain - IS_AWAY + 1, LONGEST_REST_MS) : 0;
  const next: WebhookMemory = {
    ...memory,
    parked: isLost ? rest : [...rest, { ...payload, tries, retryAt, firstAt, triedAt: now }],
    failing,
    vain,
    refused,
    retryAt: Math.max(memory.retryAt, restMs + retryAfterMs === 0 ? 0 : now + Math.max(restMs, retryAfterMs)),
    lost: memory.lost + (isLost ? payload.ids.length : 0),
    code,
  };
  if (failure.isGone) return { memory: { ...next, stopped: { at: now, why: "gone" } }, isLost };
  if (isDown && refused >= IS_UNWANTED) return { memory: { ...next, stopped: { at: now, why: "refused" } }, isLost };
  return { memory: next, isLost };
}

function without({ parked }: WebhookMemory, { ids }: ParkedPayload): readonly ParkedPayload[] {
  return parked.filter((one) => one.ids[0] !== ids[0]);
}

function later(tries: number, longestMs: number): number {
  return Math.min(longestMs, FIRST_RETRY_MS * 2 ** (tries - 1));
}
