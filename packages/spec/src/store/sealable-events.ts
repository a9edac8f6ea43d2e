import type { RelanceEvent } from "../event.ts";

/** Events after a cursor, events by id in this order, or all of one recipient. */
export type SealableEventsInput =
  | {
      readonly cursor?: string | undefined;
      readonly limit: number;
      readonly ids?: undefined;
      readonly enrollment?: undefined;
    }
  | { readonly ids: readonly number[]; readonly enrollment?: undefined }
  | { readonly enrollment: number; readonly ids?: undefined };

/** One event with the data that its leaf commits to. */
export interface LeafRow {
  readonly event: RelanceEvent;
  readonly campaign: number;
  /** 0 = of the whole campaign. */
  readonly enrollment: number;
  /** Hash of the campaign's version, with `attempt.submitted`: the source of the message. */
  readonly template: string | undefined;
  /** The sender's commitment to the message. */
  readonly content: string | undefined;
  /** JSON of data that can identify the recipient. Absent = none. */
  readonly details: string | undefined;
  /** The recipient's salt, in hex. Absent = erased, or of the whole campaign. */
  readonly salt: string | undefined;
}

/** Events in sealing order. */
export interface SealableEventsPage {
  readonly rows: readonly LeafRow[];
  /** As with events; "" for events by id. */
  readonly cursor: string;
  /** The store's clock. */
  readonly now: number;
}

/** The sealed digests of a page of events, in order. */
export interface DigestPage {
  readonly campaigns: readonly CampaignDigests[];
  /** Events read; fewer than requested = the end. */
  readonly events: number;
  /** As with events. */
  readonly cursor: string;
  /** The store's clock. */
  readonly now: number;
}

/** Leaves of one campaign. */
export interface CampaignDigests {
  readonly campaign: number;
  readonly name: string;
  readonly occurrence: string;
  /** Hashes of the leaves, 32 bytes each. */
  readonly hashes: Uint8Array;
  /** The seal's stored part of them, 40 bytes each: {@link StoredSeal.content}. */
  readonly content: Uint8Array;
}
