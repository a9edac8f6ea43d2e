import type { RelanceEvent } from "../event.ts";

/** What leaves the house of each minute of a campaign: a Merkle root over its events, and the chain of all seals so far. */
export interface Seal {
  /** From 1, without gaps; counts per campaign. */
  readonly number: number;
  /** When it was made, by the store's clock: ISO 8601. */
  readonly at: string;
  /** Events under the root. */
  readonly leaves: number;
  /** SHA-256, base64url: the Merkle tree hash of RFC 6962. */
  readonly root: string;
  /** SHA-256, base64url, over this seal and the chain of the one before. */
  readonly chain: string;
}

/** A seal as it is kept. */
export interface StoredSeal extends Seal {
  readonly campaign: number;
  /** Which events, in their order, and what nobody can compute again. Opaque to the store. */
  readonly content: Uint8Array;
}

/** Events behind a cursor, events by their ids in this order, or all of one person. */
export type LeavesInput =
  | {
      readonly cursor?: string | undefined;
      readonly limit: number;
      readonly ids?: undefined;
      readonly enrollment?: undefined;
    }
  | { readonly ids: readonly number[]; readonly enrollment?: undefined }
  | { readonly enrollment: number; readonly ids?: undefined };

/** One event with what is only committed to. */
export interface LeafRow {
  readonly event: RelanceEvent;
  readonly campaign: number;
  /** 0 = of the whole campaign. */
  readonly enrollment: number;
  /** Hash of the campaign's version, with `attempt.submitted`: what the message was made of. */
  readonly template: string | undefined;
  /** The commitment that the sender made to the message. */
  readonly content: string | undefined;
  /** JSON of what leads to the person. Absent = nothing does, or it is the hash of {@link raw}. */
  readonly details: string | undefined;
  /** What the far end sent, where it is encrypted: the details are `{"raw": …}`, the SHA-256 in hex of what it was before. */
  readonly raw?: Uint8Array | undefined;
  /** The person's salt, in hex. Absent = erased, or of the whole campaign. */
  readonly salt: string | undefined;
}

export interface LeafPage {
  readonly rows: readonly LeafRow[];
  /** As with events; "" for events that were named. */
  readonly cursor: string;
  /** The store's clock. */
  readonly now: number;
}

/** Seals with the place up to which events are sealed, both or none: only while `owner` holds the task. */
export interface KeepSealsInput {
  readonly task: string;
  readonly owner: string;
  readonly leaseMs: number;
  readonly cursor: string;
  readonly seals: readonly StoredSeal[];
}

export interface SealsInput {
  readonly campaign: number;
  /** Those after this number. @default 0 */
  readonly after?: number | undefined;
  /** The last one alone. @default false */
  readonly last?: boolean | undefined;
  readonly limit: number;
}
