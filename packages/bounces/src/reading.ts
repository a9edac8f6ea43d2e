import type { Reason } from "./reason.ts";

/** What a reporting server says that it did (RFC 3464). */
export type Action = "failed" | "delayed" | "delivered" | "relayed" | "expanded";

/** `permanent`: the address itself is dead. `temporary`: this mail did not arrive, another may. `none`: no failure. */
export type Verdict = "permanent" | "temporary" | "none";

/** What became of a mail for one recipient. */
export interface ReportedRecipient {
  /** As the reporting server names it; not always the address that was written to. */
  readonly address: string;
  /** The address that was written to, where the server says so. */
  readonly original: string | undefined;
  readonly action: Action;
  /** The enhanced status code (RFC 3463), the most telling one that the report gives; "" when it gives none. */
  readonly status: string;
  readonly verdict: Verdict;
  readonly reason: Reason;
}

/** A report about a delivery, in the standard's form or in prose. */
export interface DeliveryReport {
  readonly kind: "delivery-report";
  /** Read from machine-readable fields (RFC 3464), not from prose. */
  readonly isStandard: boolean;
  readonly recipients: readonly ReportedRecipient[];
  /** When the reporting server wrote it, in milliseconds since 1970. */
  readonly reportedAt: number | undefined;
}

/** A person pressed "this is spam" (RFC 5965), or a mailbox provider says so. */
export interface Complaint {
  readonly kind: "complaint";
  /** `abuse`, `fraud`, `virus`, `opt-out`, `not-spam`, …; "" when it says nothing. */
  readonly feedback: string;
  /** Those who complained, as far as the report names them. */
  readonly recipients: readonly string[];
  /**
   * Where the mail that it is about says that one can opt out (`List-Unsubscribe`). Providers that take the addresses out
   * of a complaint leave this in; nothing is proven by it here.
   */
  readonly optOutUrl: string | undefined;
  /** When the reporting server wrote it, in milliseconds since 1970. */
  readonly reportedAt: number | undefined;
}

/** A mail that reports no delivery: an automatic answer, or anything else that came to the return path. */
export interface NotABounce {
  readonly kind: "not-a-bounce";
  readonly why: "automatic-answer" | "no-report";
  /** When the reporting server wrote it, in milliseconds since 1970. */
  readonly reportedAt: number | undefined;
}

/** A mail that is not even looked into. */
export interface Unreadable {
  readonly kind: "unreadable";
  readonly why: "too-large" | "too-many-parts" | "malformed";
}

/** What a mail turned out to be. */
export type BounceReading = DeliveryReport | Complaint | NotABounce | Unreadable;
