import type { Channel } from "../channel/channels.ts";
import type { RelanceEvent } from "../event.ts";
import type { SignalItem } from "../inbound.ts";
import type { LatenessCount } from "../lateness.ts";
import type { AttemptState, CampaignState, Cause, EnrollmentState, Evidence } from "../states.ts";
import type { Budget } from "./budget.ts";
import type { ContactStatus } from "./control.ts";
import type { ForgottenPerson, PersonStatus } from "./erase.ts";
import type { AcknowledgeItem, ReplyRow } from "./inbound.ts";

/** The closed account of one campaign. `holds` is the proof; a false one is an alarm. */
export interface Ledger {
  readonly campaign: number;
  readonly tenant: string;
  readonly name: string;
  readonly occurrence: string;
  readonly state: CampaignState;
  /** No legal deadline is earlier: an operator moved it. Absent = it is as the campaign was written. */
  readonly extendedTo: Date | undefined;
  /** People by version, once an operator amended the campaign; else empty. */
  readonly versions: readonly { readonly version: number; readonly people: number }[];
  /** Rows of the audience = enrolled + repeated + refused. */
  readonly audience: {
    readonly rows: number;
    readonly enrolled: number;
    readonly repeated: number;
    readonly refused: number;
    readonly refusedBy: Readonly<Record<string, number>>;
  };
  /** Each enrollment in exactly one state. */
  readonly states: Readonly<Record<EnrollmentState, number>>;
  /** Of `states.acknowledged`, how many came after the deadline. */
  readonly late: number;
  /**
   * Terminal enrollments without an acknowledgement, by cause; refused rows by their reason, each key once, and none whose key
   * was enrolled since.
   */
  readonly unreachedBy: Readonly<Record<string, number>>;
  /** Messages that were called back at our request, by provider. Absent = not counted. */
  readonly recalledBy?: Readonly<Record<string, number>>;
  /**
   * Messages that never left the gateway (delivery mode `capture`), by provider; attempts count them as accepted.
   * Absent = not counted.
   */
  readonly capturedBy?: Readonly<Record<string, number>>;
  /** Answers recorded, by answer; a recipient who changed their mind counts under each. */
  readonly answers: Readonly<Record<string, number>>;
  /** Each attempt in exactly one lifecycle state. */
  readonly attempts: readonly AttemptCount[];
  readonly totals: {
    readonly attempts: number;
    readonly supersededInFlight: number;
    readonly contradictory: number;
    readonly unreconciled: number;
    /** Recipients with a wait that was shortened because time was short. */
    readonly compressed: number;
    /** Steps that were left out because time was short: one a recipient and step. */
    readonly skipped: number;
  };
  /** How late messages left, by step: claims, which are the attempts, in bins of the time since they were due. */
  readonly lateness: readonly LatenessCount[];
  readonly holds: boolean;
  /** Absent = the campaign has none. */
  readonly budget?: Budget | undefined;
}

export interface AttemptCount {
  /** From 1. */
  readonly step: number;
  readonly provider: string;
  readonly state: AttemptState;
  readonly evidence: Evidence;
  readonly count: number;
  /** SMS segments that vendors bill for them. Absent = one each. */
  readonly segments?: number | undefined;
}

/** An address, and whether it may still be used for this enrollment. */
export interface ListedContact {
  readonly channel: Channel;
  readonly address: string;
  /** `opted-out`: the person said so. `dead`: no person is there, or another one. Absent = it may be used. */
  readonly barred?: "opted-out" | "dead" | undefined;
}

/** One recipient in one campaign, as the list and the unreached export show it. */
export interface RecipientRow {
  readonly enrollment: number;
  readonly key: string;
  readonly state: EnrollmentState | "refused";
  readonly cause: Cause | string;
  /** Where they stand on the ladder, from 1; 0 of a refused row. */
  readonly step: number;
  /** Rises whenever the recipient is moved on: a command that names an older one is stale. */
  readonly epoch: number;
  readonly deadline: Date | undefined;
  readonly contacts: readonly ListedContact[];
  readonly lastAttempt:
    | {
        readonly attemptId: string;
        readonly provider: string;
        readonly state: AttemptState;
        readonly evidence: Evidence;
        /** It never left the gateway (delivery mode `capture`). */
        readonly isCaptured: boolean;
        /** The latest signal about it, such as a fetched link. Never decisive. */
        readonly signal?: SignalItem["kind"] | undefined;
      }
    | undefined;
  readonly line?: number | undefined;
}

/** Which recipients of a campaign are read. */
export interface ListInput {
  readonly campaign: number;
  readonly state?: EnrollmentState | undefined;
  /** Terminal without acknowledgement, refused rows included. */
  readonly unreached?: boolean | undefined;
  /** With `unreached`: only those of this cause, or refused for this reason, as {@link Ledger.unreachedBy} names them. */
  readonly cause?: Cause | string | undefined;
  readonly key?: string | undefined;
  /** Only recipients who have the contact with this keyed hash, in one page of at most `limit`. */
  readonly digest?: string | undefined;
  /** Opaque, from the page before. */
  readonly cursor?: string | undefined;
  readonly limit: number;
}

/** A part of a list; it may be short, only a missing cursor is the end. */
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
  /**
   * Of an answer: the channel of the contact that it came by, whose link was pressed or who replied. Absent = by none
   * that the recipient has.
   */
  readonly channel?: Channel | undefined;
  /** Of an answer: the caller's event, a press, a reply, or an operator in the person's name. */
  readonly method?: AcknowledgeItem["method"] | undefined;
  /** From 1. */
  readonly step?: number | undefined;
  readonly cause?: string | undefined;
  readonly detail?: string | undefined;
  /** Who recorded it and why, as `who: why`, where an operator confirmed in the person's name or took an answer back. */
  readonly by?: string | undefined;
}

/** One recipient of a campaign with everything that happened. */
export interface Recipient extends RecipientRow {
  readonly state: EnrollmentState;
  /** The legal end in force. */
  readonly deadline: Date;
  /** It is over, by the store's clock: an answer is now recorded as late. */
  readonly deadlinePassed: boolean;
  /** The store's clock. */
  readonly readAt: Date;
  readonly campaign: number;
  readonly version: number;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly locale: string | undefined;
  readonly timezone: string | undefined;
  /** The strongest answer so far: what the state follows from. */
  readonly answer: string | undefined;
  /** The answer received last that was not taken back: what the recipient thinks they have said. */
  readonly lastAnswer: string | undefined;
  /** How often the campaign's question (`acknowledge.factor`) was answered wrongly. */
  readonly wrongFactors: number;
  readonly late: boolean;
  /** Two digits that name this enrollment in a reply; "" until something was sent. */
  readonly code: string;
  readonly timeline: readonly TimelineEntry[];
  /** Hints about the attempts, oldest first, of type `signal.…`. Never decisive, so never a part of the timeline. */
  readonly signals: readonly TimelineEntry[];
  /** What the recipient wrote to us, oldest first. */
  readonly replies: readonly ReplyRow[];
  /** Nothing is known of this recipient any more: the key is a stand-in. */
  readonly isForgotten: boolean;
}

/** A message that was stored instead of being sent. */
export interface CapturedRow {
  readonly id: number;
  readonly attemptId: string;
  readonly at: Date;
  readonly provider: string;
  readonly channel: Channel;
  readonly to: string;
  readonly content: unknown;
}

/** Which events are read, behind a cursor. */
export interface EventsInput {
  /** Opaque, from the page before; absent = from the beginning. */
  readonly cursor?: string | undefined;
  /** Only what happened in this campaign. */
  readonly campaign?: number | undefined;
  readonly limit: number;
}

/** Events in the order of the cursor. */
export interface EventPage {
  readonly events: readonly RelanceEvent[];
  /** Where the next page starts; opaque. */
  readonly cursor: string;
}

/** One thing the auditor cannot explain. */
export interface AuditFinding {
  readonly rule: "overdue" | "sums" | "inbox" | "lease";
  readonly fact: string;
}

/** Whether the sums hold and each recipient is waited for. */
export interface AuditAnswer {
  readonly findings: readonly AuditFinding[];
  /** Opaque; absent once the whole store was read. */
  readonly cursor: string | undefined;
  readonly checked: number;
}

/** What a store says of itself once it is open. */
export interface StoreInfo {
  readonly kind: string;
  /** Random, made once with the store; goes along when it is moved. What is signed is valid in this store alone. */
  readonly id: string;
  /**
   * This is another file, or another database, than the one that was made, or of which {@link Store.restored} was said last:
   * a copy, or restored from one.
   */
  readonly isElsewhere: boolean;
  /** Numbers that recipients and messages get begin here since a backup was restored; 1 = none was. */
  readonly numbersFrom: number;
  readonly schema: number;
  readonly engine: string;
}

/** Where a restored store continues. */
export interface RestoredAnswer {
  /** The first number that is given out now. */
  readonly from: number;
}

/** Nothing is wrong yet, but the operator of the store's server should know it. */
export interface StoreDiagnostic {
  /** In a word, such as `durability`. */
  readonly subject: string;
  /** What is so, why it matters, and what to do. */
  readonly fact: string;
}

/** Whose status is asked for. */
export interface StatusesInput {
  readonly people?: readonly ForgottenPerson[] | undefined;
  /** Keyed hashes of contacts: rows and rules under an older index key are found by them. */
  readonly contacts?: readonly string[] | undefined;
  readonly enrollments?: readonly number[] | undefined;
}

export interface StatusesAnswer {
  /** A tombstone comes first: a forgotten recipient is not `here`. */
  readonly people: readonly PersonStatus[];
  readonly contacts: readonly ContactStatus[];
  /** Whether the enrollment has ended. */
  readonly ended: readonly boolean[];
}
