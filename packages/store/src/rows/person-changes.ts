import { type Change, type ChangeEvent, FLAG, STATE } from "@relance/rules";
import { COUNTER, type CounterDeltas, TOTAL } from "./counters.ts";
import type { HotRow } from "./hot-row.ts";

export interface AttemptName {
  readonly id: number;
  readonly step: number;
  readonly provider: number;
  /** Source of an event: an attempt's raw request, or the recipient's acknowledgement; 0 if the event has no source. */
  readonly source?: number | undefined;
  readonly content?: string | undefined;
}

export const NO_ATTEMPT: AttemptName = { id: 0, step: 0, provider: 0 };

export function attemptName({ id, step, provider }: AttemptName): AttemptName {
  return { id, step, provider };
}

export function eventAbout({ kind, step }: ChangeEvent, row: HotRow, attempt: AttemptName): AttemptName {
  if (kind.startsWith("attempt.")) return attempt;
  return { id: 0, step: step ?? row.step, provider: 0, source: attempt.id === 0 ? attempt.source : undefined };
}

/** Only recipients who were not reached are also counted by cause. */
function stateKey(state: number, cause: number): number {
  return state > STATE.acknowledged ? cause : 0;
}

export function countPerson(deltas: CounterDeltas, { campaign, state, cause }: HotRow): void {
  deltas.add(campaign, COUNTER.states, 0, 0, state, stateKey(state, cause), 1);
}

export function countChange(deltas: CounterDeltas, row: HotRow, change: Change): void {
  const { campaign, state, cause, flags, counted: was } = row;
  row.counted = { state, cause, flags };
  const total = (kind: number, n: number) => deltas.add(campaign, COUNTER.totals, 0, 0, kind, 0, n);
  const late = Number(isLate(row)) - Number(isLate(was));
  if (late !== 0) total(TOTAL.late, late);
  if (flags & ~was.flags & FLAG.unreconciled) total(TOTAL.unreconciled, 1);
  if (flags & ~was.flags & FLAG.compressed) total(TOTAL.compressed, 1);
  countSkipped(deltas, campaign, change);
  if (change.superseded) total(TOTAL.superseded, 1);
  const from = stateKey(was.state, was.cause);
  const to = stateKey(state, cause);
  if (was.state === state && from === to) return;
  deltas.add(campaign, COUNTER.states, 0, 0, was.state, from, -1);
  deltas.add(campaign, COUNTER.states, 0, 0, state, to, 1);
}

export function countSkipped(deltas: CounterDeltas, campaign: number, { events }: Change): void {
  const skipped = events.filter(({ cause }) => cause === "too-late").length;
  if (skipped > 0) deltas.add(campaign, COUNTER.totals, 0, 0, TOTAL.skipped, 0, skipped);
}

function isLate({ state, flags }: HotRow["counted"]): boolean {
  return state === STATE.acknowledged && (flags & FLAG.late) !== 0;
}

export function countVersion(deltas: CounterDeltas, { campaign, version }: HotRow, from: number): void {
  if (version === from) return;
  deltas.add(campaign, COUNTER.versions, 0, 0, from, 0, -1);
  deltas.add(campaign, COUNTER.versions, 0, 0, version, 0, 1);
}
