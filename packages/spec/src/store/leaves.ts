import type { RelanceEvent } from "../event.ts";

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

/** Events in the order in which they are sealed. */
export interface LeafPage {
  readonly rows: readonly LeafRow[];
  /** As with events; "" for events that were named. */
  readonly cursor: string;
  /** The store's clock. */
  readonly now: number;
}
