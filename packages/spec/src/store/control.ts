import type { Channel } from "../channel.ts";

/** Forbids sending to a contact, or lifts that. */
export interface SuppressInput {
  readonly tenant: string;
  /** Keyed hash of the address. */
  readonly digest: string;
  readonly channel: Channel;
  readonly reason: string;
  readonly source: string;
  readonly expiresAt?: number | undefined;
  /** @default false */
  readonly lift?: boolean | undefined;
}

export interface SuppressAnswer {
  readonly status: "new" | "same" | "lifted" | "unknown";
  /** Open enrollments that hold the contact. */
  readonly people: number;
}

/** Opens or closes gates. One row per lane is written, never people (engine rule 11). */
export interface GateChange {
  readonly campaign: number;
  /** Only this step; absent = all. */
  readonly step?: number | undefined;
  /** Only this provider instance; absent = all. */
  readonly provider?: string | undefined;
  readonly gate: "open" | "held";
  /** A hold needs all three: who, why, and when it is looked at again. */
  readonly actor: string;
  readonly reason: string;
  readonly reviewAt?: number | undefined;
}

/** Moves people, in resumable slices. */
export interface MoveInput {
  readonly campaign: number;
  readonly move: "cancel" | "withdraw" | "escalate";
  /** Absent = everybody. */
  readonly keys?: readonly string[] | undefined;
  readonly actor: string;
  readonly reason: string;
}

export interface MoveAnswer {
  readonly moved: number;
  /** Keys that are not enrolled. */
  readonly unknown: readonly string[];
  readonly more: boolean;
}

/** A slot in time for `n` sends of one provider, shared by all workers. */
export interface PermitInput {
  readonly provider: string;
  readonly perSecond: number;
  readonly wanted: number;
}

export interface PermitAnswer {
  readonly granted: number;
  /** When the next one can be had, by the store's clock. */
  readonly nextAt: number;
}
