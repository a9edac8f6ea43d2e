import type { Quality, ReceiptKind } from "../inbound.ts";
import type { Evidence } from "../states.ts";

export interface ReceiptsInput {
  readonly enrollment: number;
  /** With the requests that they came in, which may name the person. @default false */
  readonly withRequests?: boolean | undefined;
}

/** One receipt as it was kept: what a far end said about one message. */
export interface ReceiptRow {
  readonly id: number;
  readonly attemptId: string;
  /** Provider instance it came through. */
  readonly provider: string;
  readonly kind: ReceiptKind;
  /** With `undelivered`: the address will never work. */
  readonly addressPermanent: boolean;
  readonly quality: Quality;
  /** The far end's error code, such as `30005`. */
  readonly code: string | undefined;
  /** The provider's own id of the message. */
  readonly ref: string | undefined;
  /** When it happened, as the far end says; the same as `receivedAt` where it does not. */
  readonly occurredAt: Date;
  readonly receivedAt: Date;
  /** The request's bytes are there. A look-up has none, and those of a request are gone after their retention. */
  readonly hasRequest: boolean;
  /** Asked for with `withRequests`. Absent = not kept, or `isShared`. */
  readonly request?: Uint8Array | undefined;
  /** With `withRequests`: the same request tells of others too, and is not given out for one of them. */
  readonly isShared: boolean;
}

/** Messages of one campaign that failed in the same way over one provider. */
export interface ErrorCount {
  readonly provider: string;
  /** Our code, where it was not taken, such as `provider/rejected`. Absent = it was taken, and reported as failed later. */
  readonly code: string | undefined;
  /** The far end's code. */
  readonly vendorCode: string | undefined;
  /** What is known of these messages by now. */
  readonly evidence: Evidence;
  readonly count: number;
  /** When the last of them had its final receipt, or was handed over where there is none. */
  readonly lastAt: Date;
}
