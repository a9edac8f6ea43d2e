import type { LiveFlow } from "@relance/report";
import { moment, share } from "./numbers.ts";
import type { Words } from "./use-words.ts";

const LATELY_MS = 15 * 60_000;

/** Returns messages per minute as text. If no message is being sent, returns the time since the last message. */
export function rate(words: Words, accepted: readonly number[], at: string): string {
  const perMinute = perMinuteIn(accepted);
  if (perMinute > 0) return words.fill(words.perMinute, { count: perMinute });
  const last = accepted.findLastIndex((taken) => taken > 0);
  if (last < 0) return words.noneLately;
  const now = Date.parse(at);
  const cellMs = LATELY_MS / accepted.length;
  const endedAt = now - (now % cellMs) - (accepted.length - 2 - last) * cellMs;
  return words.fill(words.noneSince, { time: moment(words.locale, endedAt) });
}

/** Returns the number of messages in the last full minute, or in the minute that has just begun. */
export function perMinuteIn(accepted: readonly number[]): number {
  return accepted.slice(-3, -1).reduce((sum, taken) => sum + taken, 0) || (accepted.at(-1) ?? 0);
}

export function takenLately(flows: readonly LiveFlow[], provider?: string): readonly number[] {
  const own = flows.filter((flow) => flow.destination === "" && (provider ?? flow.provider) === flow.provider);
  return (own[0]?.accepted ?? []).map((_, cell) => own.reduce((sum, flow) => sum + (flow.accepted[cell] ?? 0), 0));
}

export function answeredLately(words: Words, hasReceipts: boolean, received: number, taken: number): string {
  if (taken === 0) return words.quietLately;
  if (!hasReceipts) return words.fill(words.reportsNothing, { taken });
  return words.fill(words.answeredOf, { share: share(words.locale, received, taken), taken });
}
