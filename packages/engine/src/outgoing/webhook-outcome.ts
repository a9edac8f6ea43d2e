import type { ParkedPayload, WebhookMemory } from "./webhook-memory.ts";

const FIRST_RETRY_MS = 30_000;
const LONGEST_RETRY_MS = 3_600_000;
/** A receiver that is away is asked this often at least: it must not wait an hour after it is back. */
const LONGEST_REST_MS = 900_000;
/** So many different requests fail in a row: it is the receiver, not what it is told. */
const IS_AWAY = 3;
/** So many refusals in a row, over more than an hour: it does not want to hear. */
const IS_UNWANTED = 12;
/** A request that others overtake is given up after this. */
const KEPT_MS = 72 * 3_600_000;

/** Why a request was not taken. */
export interface WebhookFailure {
  readonly code: string;
  /** The receiver said no; the same again will hardly please it. */
  readonly isRefusal: boolean;
  /** It said that it is gone (410). */
  readonly isGone: boolean;
  readonly retryAfterMs?: number | undefined;
}

/** Whether the receiver as a whole is away: one request at a time then asks whether it is back. */
export const isAway = ({ failing }: WebhookMemory): boolean => failing.length >= IS_AWAY;

/** After a request was taken. One that was away gets all at once what had to wait. */
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

/** After a request was not taken: it waits on its own, and holds up the others only where they fail like it. */
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
