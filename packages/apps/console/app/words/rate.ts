import type { LiveFlow } from "@relance/report";
import type { Words } from "./en.ts";
import { count, moment, share } from "./numbers.ts";

/** The period that one cell of the sending rate covers. */
const LATELY_MS = 15 * 60_000;

/** Messages a minute, or the time since the last one: a zero next to receipts that still arrive would look current. */
export function rate(words: Words, accepted: readonly number[], at: string): string {
  const perMinute = perMinuteIn(accepted);
  if (perMinute > 0) return words.perMinute(count(words.locale, perMinute));
  const last = accepted.findLastIndex((taken) => taken > 0);
  if (last < 0) return words.noneLately;
  const now = Date.parse(at);
  const cellMs = LATELY_MS / accepted.length;
  const endedAt = now - (now % cellMs) - (accepted.length - 2 - last) * cellMs;
  return words.noneSince(moment(words.locale, endedAt));
}

/** The messages of the last whole minute, or of the minute that has just begun. */
export function perMinuteIn(accepted: readonly number[]): number {
  return accepted.slice(-3, -1).reduce((sum, taken) => sum + taken, 0) || (accepted.at(-1) ?? 0);
}

/** Counts, in cells of time, the messages that one provider or all providers accepted recently. */
export function takenLately(flows: readonly LiveFlow[], provider?: string): readonly number[] {
  const own = flows.filter((flow) => flow.destination === "" && (provider ?? flow.provider) === flow.provider);
  return (own[0]?.accepted ?? []).map((_, cell) => own.reduce((sum, flow) => sum + (flow.accepted[cell] ?? 0), 0));
}

/** The share of the messages of the last quarter of an hour that have a receipt; absent if there were no messages. */
export function answeredLately(words: Words, hasReceipts: boolean, received: number, taken: number): string {
  const { locale } = words;
  if (taken === 0) return words.quietLately;
  if (!hasReceipts) return words.reportsNothing(count(locale, taken));
  return words.answeredOf(share(locale, received, taken), count(locale, taken));
}
