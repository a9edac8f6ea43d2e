import type { HeartbeatInput } from "@relance/spec";

/** How long a worker or receiver counts as alive after a beat. */
export const LEASE_MS = 30_000;

export interface LiveWorker {
  readonly id: number;
  /** By the clock that never jumps. */
  readonly liveUntil: number;
  readonly isGone: number;
}

/** What a process says of itself. */
export type Introduction = Pick<
  HeartbeatInput,
  "incarnation" | "role" | "version" | "providers" | "config" | "refused"
>;

/** The instant of a transaction, by both clocks of the store. */
export interface BothClocks {
  readonly now: number;
  readonly liveNow: number;
}

/** It beats, and has not said that it leaves. */
export function isAlive({ isGone, liveUntil }: LiveWorker, { liveNow }: BothClocks): boolean {
  return isGone === 0 && liveUntil > liveNow;
}

/** A lease's end as an instant of the store's clock. */
export function leaseEnd({ liveUntil }: LiveWorker, { now, liveNow }: BothClocks): number {
  return now + (liveUntil - liveNow);
}
