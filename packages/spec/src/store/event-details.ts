import type { EventKind } from "../event.ts";

/** Selects events after a cursor, the events `ids` in this order, or all events of one recipient. */
export type EventDetailsInput =
  | {
      readonly cursor?: string | undefined;
      readonly limit: number;
      readonly ids?: undefined;
      readonly enrollment?: undefined;
    }
  | { readonly ids: readonly number[]; readonly enrollment?: undefined }
  | { readonly enrollment: number; readonly ids?: undefined };

/** One event in the form to which seals commit. Fields keep this order, and absent fields are left out. */
export interface SealableEvent {
  readonly event: string;
  readonly type: EventKind;
  readonly at: string;
  readonly person?: number | undefined;
  readonly version?: number | undefined;
  readonly step?: number | undefined;
  readonly attempt?: string | undefined;
  readonly provider?: string | undefined;
  readonly cause?: string | undefined;
  readonly answer?: string | undefined;
  readonly quality?: string | undefined;
  readonly late?: boolean | undefined;
  /** For a refused row: the reason, and the line of the row in its source. The row's key is not sealed. */
  readonly reason?: string | undefined;
  readonly line?: number | undefined;
  /** For an event about a whole campaign: its actor and reason. */
  readonly by?: string | undefined;
  /** For `attempt.submitted`: hash of the version whose template rendered the message. */
  readonly template?: string | undefined;
  /** The sender's commitment to the message. For an event about a whole campaign: the change to its queues. */
  readonly content?: string | undefined;
}

/** One event with the data that can identify its recipient. */
export interface EventDetails {
  readonly id: number;
  readonly campaign: number;
  readonly enrollment: number;
  /** JSON of the {@link SealableEvent}; "" for the event that records a seal, which no seal contains. */
  readonly leaf: string;
  /** JSON of data that can identify the recipient; absent if there was none, or if it was erased. */
  readonly details: string | undefined;
  /** The recipient's salt, in hex; absent without details. */
  readonly salt: string | undefined;
}

/** The leaves (hashed events) of one campaign, in commit order. */
export interface PackedLeaves {
  readonly campaign: number;
  /** 32 bytes each. */
  readonly hashes: Uint8Array;
  /** The entries that a seal stores in {@link StoredSeal.content}, 40 bytes per leaf. */
  readonly content: Uint8Array;
}

/** A page of events. A page after a cursor contains only leaves; a page by id or by recipient contains the details. */
export interface EventDetailsPage {
  readonly rows: readonly EventDetails[];
  readonly leaves: readonly PackedLeaves[];
  readonly hasMore: boolean;
  readonly cursor: string;
  readonly now: number;
}
