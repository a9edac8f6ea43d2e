import type { RelanceEvent } from "../event.ts";

/** Events after a cursor, events by id in this order, or all of one recipient. */
export type EventDetailsInput =
  | {
      readonly cursor?: string | undefined;
      readonly limit: number;
      readonly ids?: undefined;
      readonly enrollment?: undefined;
    }
  | { readonly ids: readonly number[]; readonly enrollment?: undefined }
  | { readonly enrollment: number; readonly ids?: undefined };

/** One event with its recipient, and data that can identify the recipient. */
export interface EventDetails {
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

/** Events in the order of their commits. */
export interface EventDetailsPage {
  readonly rows: readonly EventDetails[];
  /** As with events; "" for events by id. */
  readonly cursor: string;
  /** The store's clock. */
  readonly now: number;
}
