import type { Channel } from "../channel.ts";

/** Forbids sending to a contact, or lifts that. */
export interface SuppressInput {
  readonly tenant: string;
  /** Keyed hash of the address. */
  readonly digest: string;
  readonly channel: Channel;
  /** Only for messages of this purpose; "" = for all of them. With `lift`, absent = whatever the purpose. @default "" */
  readonly purpose?: string | undefined;
  readonly reason: string;
  readonly source: string;
  /** By the store's clock; one that is over is refused. @default it never ends */
  readonly expiresAt?: number | undefined;
  /** @default false */
  readonly lift?: boolean | undefined;
}

export interface SuppressAnswer {
  readonly status: "new" | "same" | "lifted" | "unknown" | "refused";
  /** Why it was refused. */
  readonly code?: string | undefined;
  /** Open enrollments that hold the contact. */
  readonly people: number;
}

/** One rule in force. */
export interface SuppressionRow {
  readonly id: number;
  readonly tenant: string;
  readonly channel: Channel;
  /** "" = for messages of every purpose. */
  readonly purpose: string;
  readonly digest: string;
  /** Where somebody in the store has this contact; the rule itself keeps the hash alone. */
  readonly address: string | undefined;
  readonly reason: string;
  readonly source: string;
  readonly createdAt: Date;
  readonly expiresAt: Date | undefined;
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
