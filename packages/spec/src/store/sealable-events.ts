import type { RelanceEvent } from "../event.ts";

/** Events behind a cursor, events by their ids in this order, or all of one recipient. */
export type SealableEventsInput =
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
  /** JSON of what leads to the recipient. Absent = nothing does. */
  readonly details: string | undefined;
  /** The recipient's salt, in hex. Absent = erased, or of the whole campaign. */
  readonly salt: string | undefined;
}

/** Events in the order in which they are sealed. */
export interface SealableEventsPage {
  readonly rows: readonly LeafRow[];
  /** As with events; "" for events that were named. */
  readonly cursor: string;
  /** The store's clock. */
  readonly now: number;
}

/** What is sealed of a page of events, in their order. */
export interface DigestPage {
  readonly campaigns: readonly CampaignDigests[];
  /** Events that were read; fewer than asked for = the end. */
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
  /** What a seal keeps of them, 40 bytes each: {@link StoredSeal.content}. */
  readonly content: Uint8Array;
}
