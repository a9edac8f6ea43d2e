/** Public record of the events of one minute: a Merkle root over a campaign's events, chained to all earlier seals. */
export interface Seal {
  /** Number of the seal in the campaign, from 1, without gaps. */
  readonly number: number;
  readonly at: string;
  readonly leaves: number;
  /** SHA-256, base64url: the Merkle tree hash of RFC 6962. */
  readonly root: string;
  /** SHA-256, base64url, over this seal and the `chain` of the previous seal. */
  readonly chain: string;
}

export interface StoredSeal extends Seal {
  readonly campaign: number;
  /** The sealed events in order, with the data that cannot be recomputed. Opaque to the store. */
  readonly content: Uint8Array;
}

/** Seals and the position up to which events are sealed. Only the `owner` of the task can store them. */
export interface KeepSealsInput {
  readonly task: string;
  readonly owner: string;
  readonly leaseMs: number;
  readonly cursor: string;
  readonly seals: readonly StoredSeal[];
}

export interface SealsInput {
  readonly campaign: number;
  readonly after?: number | undefined;
  readonly last?: boolean | undefined;
  readonly limit: number;
}
