/** The public record of one minute of a campaign: a Merkle root over its events, and the chain of all seals so far. */
export interface Seal {
  /** The seal's number in the campaign, from 1, without gaps. */
  readonly number: number;
  /** When the seal was made, by the store's clock, in ISO 8601. */
  readonly at: string;
  /** Number of events under the root. */
  readonly leaves: number;
  /** SHA-256, base64url: the Merkle tree hash of RFC 6962. */
  readonly root: string;
  /** SHA-256, base64url, over this seal and the chain of the one before. */
  readonly chain: string;
}

/** A seal as stored. */
export interface StoredSeal extends Seal {
  readonly campaign: number;
  /** The sealed events in order, and data that cannot be recomputed. Opaque to the store. */
  readonly content: Uint8Array;
}

/** Seals, and the position up to which events are sealed. Both values are stored only while `owner` holds the task. */
export interface KeepSealsInput {
  readonly task: string;
  readonly owner: string;
  readonly leaseMs: number;
  readonly cursor: string;
  readonly seals: readonly StoredSeal[];
}

export interface SealsInput {
  readonly campaign: number;
  /** Lists only seals after this number. @default 0 */
  readonly after?: number | undefined;
  /** Returns only the last seal. @default false */
  readonly last?: boolean | undefined;
  readonly limit: number;
}
