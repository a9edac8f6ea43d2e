import type { Channel } from "../channel/channels.ts";
import type { RelanceEvent } from "../event.ts";
import type { SignalItem } from "../inbound.ts";
import type { LatenessCount } from "../lateness.ts";
import type { AttemptState, CampaignState, Cause, EnrollmentState, Evidence } from "../states.ts";
import type { Budget } from "./budget.ts";
import type { ContactStatus } from "./control.ts";
import type { AttemptRef, ForgottenPerson, PersonStatus } from "./erase.ts";
import type { AcknowledgeItem, AcknowledgeTarget, ErrorCount, ReceiptRow, ReplyRow } from "./inbound.ts";

/** The complete account of one campaign. If `holds` is false, the sums do not match, and an operator must act. */
export interface Ledger {
  readonly campaign: number;
  readonly tenant: string;
  readonly name: string;
  readonly occurrence: string;
  readonly state: CampaignState;
  /** The earliest legal deadline since an operator extended all; absent if none did. */
  readonly extendedTo: Date | undefined;
  /** Recipients by version, once an operator amended the campaign; otherwise empty. */
  readonly versions: readonly { readonly version: number; readonly people: number }[];
  /** Rows of the audience = enrolled + repeated + refused. */
  readonly audience: {
    readonly rows: number;
    readonly enrolled: number;
    readonly repeated: number;
    readonly refused: number;
    readonly refusedBy: Readonly<Record<string, number>>;
  };
  /** Enrollments by state; each is counted once. */
  readonly states: Readonly<Record<EnrollmentState, number>>;
  /** How many of `states.acknowledged` came after the deadline. */
  readonly late: number;
  /**
   * Enrollments that ended without an acknowledgement, by cause, and refused rows, by reason. A refused key counts
   * once, and not at all if it was enrolled later.
   */
  readonly unreachedBy: Readonly<Record<string, number>>;
  /** Messages cancelled at our request, by provider; absent if none was. */
  readonly recalledBy?: Readonly<Record<string, number>>;
  /**
   * Messages that never left the gateway (delivery mode `capture`), by provider; attempts count them as accepted.
   * Absent = not counted.
   */
  readonly capturedBy?: Readonly<Record<string, number>>;
  /** Recipients by recorded answer. A recipient with several different answers counts once under each. */
  readonly answers: Readonly<Record<string, number>>;
  /** Attempts by lifecycle state; each is counted once. */
  readonly attempts: readonly AttemptCount[];
  readonly totals: {
    readonly attempts: number;
    readonly supersededInFlight: number;
    readonly contradictory: number;
    readonly unreconciled: number;
    /** Recipients with a shortened wait. */
    readonly compressed: number;
    /** Number of steps skipped for lack of time, counted per recipient and step. */
    readonly skipped: number;
  };
  /** Attempts by step and by how long after their due time they were claimed. */
  readonly lateness: readonly LatenessCount[];
  readonly holds: boolean;
  /** The budget; absent if the campaign has none. */
  readonly budget?: Budget | undefined;
  /** Codes of failed messages, the most frequent first; absent if not asked for. */
  readonly errors?: readonly ErrorCount[] | undefined;
}

export interface AttemptCount {
  /** From 1. */
  readonly step: number;
  readonly provider: string;
  readonly state: AttemptState;
  readonly evidence: Evidence;
  readonly count: number;
  /** SMS segments that vendors bill; absent if one per attempt. */
  readonly segments?: number | undefined;
}

/** An address, and whether this enrollment may still use it. */
export interface ListedContact {
  readonly channel: Channel;
  readonly address: string;
  /** `opted-out`: by the recipient. `dead`: the address does not exist, or is another person's. Absent if usable. */
  readonly barred?: "opted-out" | "dead" | undefined;
}

/** One recipient in one campaign, as lists and the unreached export show it. */
export interface RecipientRow {
  readonly enrollment: number;
  readonly key: string;
  readonly state: EnrollmentState | "refused";
  readonly cause: Cause | string;
  /** The recipient's current step, from 1; 0 for a refused row. */
  readonly step: number;
  /** Increases whenever the recipient's position changes. A command with an older epoch is refused as stale. */
  readonly epoch: number;
  readonly deadline: Date | undefined;
  readonly contacts: readonly ListedContact[];
  readonly lastAttempt:
    | {
        readonly attemptId: string;
        readonly provider: string;
        readonly state: AttemptState;
        readonly evidence: Evidence;
        /** True if the message was stored instead of sent (delivery mode `capture`). */
        readonly isCaptured: boolean;
        /** The latest signal, such as a fetched link. Signals change no state. */
        readonly signal?: SignalItem["kind"] | undefined;
      }
    | undefined;
  readonly line?: number | undefined;
  /** The row's encrypted data, as {@link EnrollRow.box}. This value is only used inside the store. */
  readonly box?: string | undefined;
}

export interface ListInput {
  readonly campaign: number;
  readonly state?: EnrollmentState | undefined;
  /** Lists only recipients whose enrollment ended without an acknowledgement, and refused rows. */
  readonly unreached?: boolean | undefined;
  /** With `unreached`: only this cause or reason, as {@link Ledger.unreachedBy} names it. */
  readonly cause?: Cause | string | undefined;
  readonly key?: string | undefined;
  /** Lists only recipients with the contact of this keyed hash. The list is then one page of at most `limit` rows. */
  readonly digest?: string | undefined;
  /** Opaque, from the page before. */
  readonly cursor?: string | undefined;
  readonly limit: number;
}

/** One page of a list. A page may be short; the list ends where `cursor` is absent. */
export interface Page<T> {
  readonly rows: readonly T[];
  readonly cursor: string | undefined;
}

/** One thing that happened to a recipient. */
export interface TimelineEntry {
  readonly at: Date;
  readonly type: string;
  readonly attemptId?: string | undefined;
  readonly provider?: string | undefined;
  /** For an answer: the channel of the contact that it came from; absent if that is none of the recipient's. */
  readonly channel?: Channel | undefined;
  /** For an answer: the way in which it was given, such as a pressed link or a reply. */
  readonly method?: AcknowledgeItem["method"] | undefined;
  /** From 1. */
  readonly step?: number | undefined;
  readonly cause?: string | undefined;
  readonly detail?: string | undefined;
  /** Actor and reason, as `who: why`, if an operator confirmed or revoked on the recipient's behalf. */
  readonly by?: string | undefined;
}

/** One recipient of a campaign with all events. */
export interface ReadOptions {
  /** Adds the receipts. `with-requests` also adds the raw requests, which may identify the recipient. */
  readonly receipts?: "without-requests" | "with-requests" | undefined;
}

export interface Recipient extends RecipientRow {
  readonly state: EnrollmentState;
  /** The legal deadline in force. */
  readonly deadline: Date;
  /** True if the deadline has passed, by the store's clock, so that an answer is recorded as late. */
  readonly deadlinePassed: boolean;
  /** When the recipient was read, by the store's clock. */
  readonly readAt: Date;
  readonly campaign: number;
  readonly version: number;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly locale: string | undefined;
  readonly timezone: string | undefined;
  /** The strongest answer so far; it determines the state. */
  readonly answer: string | undefined;
  /** The latest answer that was not revoked. */
  readonly lastAnswer: string | undefined;
  /** How often the campaign's question (`confirm.factor`) was answered wrongly. */
  readonly wrongFactors: number;
  readonly late: boolean;
  /** Two digits that identify this enrollment in a reply; "" before the first message. */
  readonly code: string;
  readonly timeline: readonly TimelineEntry[];
  /** Signals about the attempts, oldest first. Their `type` is `signal.…`. A signal changes no state. */
  readonly signals: readonly TimelineEntry[];
  /** The recipient's replies, oldest first. */
  readonly replies: readonly ReplyRow[];
  /** The latest 200 receipts of the recipient's messages, oldest first. Absent = not asked for. */
  readonly receipts?: readonly ReceiptRow[] | undefined;
  /** True if the recipient was forgotten: their data is erased, and the key is a placeholder. */
  readonly isForgotten: boolean;
}

/** A message that was stored instead of sent. */
export interface CapturedRow {
  readonly id: number;
  readonly attemptId: string;
  readonly at: Date;
  readonly provider: string;
  readonly channel: Channel;
  readonly to: string;
  readonly content: unknown;
}

export interface EventsInput {
  /** Opaque, from the page before; absent = the beginning. */
  readonly cursor?: string | undefined;
  /** Lists only events of this campaign. */
  readonly campaign?: number | undefined;
  readonly limit: number;
}

export interface EventPage {
  readonly events: readonly RelanceEvent[];
  /** Opaque start of the next page. */
  readonly cursor: string;
}

/** An inconsistency that the auditor found. */
export interface AuditFinding {
  readonly rule: "overdue" | "sums" | "inbox" | "lease";
  readonly fact: string;
}

/** Whether the sums hold and each pending recipient has a due time. */
export interface AuditAnswer {
  readonly findings: readonly AuditFinding[];
  /** An opaque cursor; absent once the whole store was read. */
  readonly cursor: string | undefined;
  readonly checked: number;
}

/** A store's description of itself once it is open. */
export interface StoreInfo {
  readonly kind: string;
  /** A random id that stays the same when the store moves. Signatures are valid in this store only. */
  readonly id: string;
  /**
   * The store was copied, or restored from a copy: its file or database is not the original, nor the one on which
   * {@link Store.restored} was last called.
   */
  readonly isElsewhere: boolean;
  /** The first number of recipients and messages since a backup was restored; 1 if none was. */
  readonly numbersFrom: number;
  readonly schema: number;
  readonly engine: string;
  /** Key marks of the master keys with which data in the store is encrypted now. */
  readonly marks: readonly string[];
}

/** Where a restored store continues. */
export interface RestoredAnswer {
  /** The first number that new recipients, messages and events get. */
  readonly from: number;
}

/** A warning for the operator of the database server; nothing has failed yet. */
export interface StoreDiagnostic {
  /** A keyword, such as `durability`. */
  readonly subject: string;
  /** What is wrong, why it matters, and what to do. */
  readonly fact: string;
}

export interface StatusesInput {
  readonly people?: readonly ForgottenPerson[] | undefined;
  /** Keyed hashes of contacts: also finds rows and suppressions under an older index key. */
  readonly contacts?: readonly string[] | undefined;
  readonly enrollments?: readonly number[] | undefined;
  readonly targets?: readonly AcknowledgeTarget[] | undefined;
  /** Recipients whose messages' provider ids {@link StatusesAnswer.refs} returns. */
  readonly refsOf?: readonly ForgottenPerson[] | undefined;
}

export interface StatusesAnswer {
  /** A tombstone takes precedence: a forgotten recipient is not `here`. */
  readonly people: readonly PersonStatus[];
  readonly contacts: readonly ContactStatus[];
  /** For each of `enrollments`: whether it has ended. */
  readonly ended: readonly boolean[];
  /** For each of `targets`: whether it is acknowledged, by any source. */
  readonly acknowledged: readonly boolean[];
  /** Provider ids of the messages to the recipients in `refsOf`. */
  readonly refs: readonly AttemptRef[];
}
