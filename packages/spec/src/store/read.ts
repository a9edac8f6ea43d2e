import type { Channel } from "../channel/channels.ts";
import type { RelanceEvent } from "../event.ts";
import type { SignalItem } from "../inbound.ts";
import type { LatenessCount } from "../latency-bins.ts";
import type { AttemptState, CampaignState, Cause, EnrollmentState, Evidence } from "../states.ts";
import type { Budget } from "./control.ts";
import type { AttemptRef, ForgottenPerson, RecipientStatus } from "./erase.ts";
import type { AcknowledgeItem, AcknowledgeTarget, ErrorCount, PageInput, ReceiptRow, ReplyRow } from "./inbound.ts";

/** The counts of one campaign. If `holds` is false, its sums do not match, and an operator must act. */
export interface Ledger {
  readonly campaign: number;
  readonly tenant: string;
  readonly name: string;
  readonly occurrence: string;
  readonly state: CampaignState;
  /** The earliest deadline after an operator extended all deadlines; absent if none was extended. */
  readonly extendedTo: Date | undefined;
  readonly versions: readonly { readonly version: number; readonly people: number }[];
  /** Counts of the audience's rows: `rows` is the sum of enrolled, repeated and refused rows. */
  readonly audience: {
    readonly rows: number;
    readonly enrolled: number;
    readonly repeated: number;
    readonly refused: number;
    readonly refusedBy: Readonly<Record<string, number>>;
  };
  readonly states: Readonly<Record<EnrollmentState, number>>;
  readonly late: number;
  /** Enrollments that ended without acknowledgement, by cause, and refused keys that were never enrolled, by reason. */
  readonly unreachedBy: Readonly<Record<string, number>>;
  /** Messages captured in delivery mode `capture`, by provider. Captured messages count as accepted attempts. */
  readonly capturedBy?: Readonly<Record<string, number>>;
  /** Recipients by recorded answer. A recipient who gave several answers counts once for each. */
  readonly answers: Readonly<Record<string, number>>;
  readonly attempts: readonly AttemptCount[];
  readonly totals: {
    readonly attempts: number;
    readonly supersededInFlight: number;
    readonly contradictory: number;
    readonly unreconciled: number;
    readonly compressed: number;
    readonly skipped: number;
  };
  readonly lateness: readonly LatenessCount[];
  readonly holds: boolean;
  readonly budget?: Budget | undefined;
  readonly errors?: readonly ErrorCount[] | undefined;
}

export interface AttemptCount {
  readonly step: number;
  readonly provider: string;
  readonly state: AttemptState;
  readonly evidence: Evidence;
  readonly count: number;
  /** SMS segments that vendors bill; absent if each attempt has only one. */
  readonly segments?: number | undefined;
}

export interface ListedContact {
  readonly channel: Channel;
  readonly address: string;
  /** `opted-out`: its owner opted out. `dead`: a wrong or missing address. Absent for a usable contact. */
  readonly barred?: "opted-out" | "dead" | undefined;
}

export interface RecipientRow {
  readonly enrollment: number;
  readonly key: string;
  readonly state: EnrollmentState | "refused";
  readonly cause: Cause | string;
  readonly step: number;
  /** Increases whenever the recipient's position changes. A command with an older revision is refused as stale. */
  readonly revision: number;
  readonly deadline: Date | undefined;
  readonly contacts: readonly ListedContact[];
  readonly lastAttempt:
    | {
        readonly attemptId: string;
        readonly provider: string;
        readonly state: AttemptState;
        readonly evidence: Evidence;
        readonly isCaptured: boolean;
        readonly signal?: SignalItem["kind"] | undefined;
      }
    | undefined;
  readonly line?: number | undefined;
  /** Used only inside the store: the encrypted row. */
  readonly box?: string | undefined;
}

export interface ListInput extends PageInput {
  readonly campaign: number;
  readonly state?: EnrollmentState | undefined;
  readonly unreached?: boolean | undefined;
  /** With `unreached`: a cause or reason of {@link Ledger.unreachedBy}. */
  readonly cause?: Cause | string | undefined;
  readonly key?: string | undefined;
  /** Keyed hash of a contact. If set, the list has one page of at most `limit` rows. */
  readonly digest?: string | undefined;
}

/** One page of a list. A page may have fewer rows than the limit. Only the last page has no `cursor`. */
export interface Page<T> {
  readonly rows: readonly T[];
  readonly cursor: string | undefined;
}

export interface TimelineEntry {
  readonly at: Date;
  readonly type: string;
  readonly attemptId?: string | undefined;
  readonly provider?: string | undefined;
  /** The channel of the contact that answered, if the recipient still has this contact. */
  readonly channel?: Channel | undefined;
  readonly method?: AcknowledgeItem["method"] | undefined;
  readonly step?: number | undefined;
  readonly cause?: string | undefined;
  readonly detail?: string | undefined;
  /** `who: why` of an operator who confirmed for the recipient, or who revoked a confirmation. */
  readonly by?: string | undefined;
}

export interface Recipient extends RecipientRow {
  readonly state: EnrollmentState;
  readonly deadline: Date;
  readonly deadlinePassed: boolean;
  readonly readAt: Date;
  readonly campaign: number;
  readonly version: number;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly locale: string | undefined;
  readonly timezone: string | undefined;
  /** The strongest answer so far. It determines the state. */
  readonly answer: string | undefined;
  readonly lastAnswer: string | undefined;
  readonly wrongFactors: number;
  readonly late: boolean;
  /** Two digits that identify this enrollment in a reply; "" before the first message. */
  readonly code: string;
  readonly timeline: readonly TimelineEntry[];
  /** Signals about the attempts, with the `type` `signal.…`, oldest first. */
  readonly signals: readonly TimelineEntry[];
  readonly replies: readonly ReplyRow[];
  readonly receipts?: readonly ReceiptRow[] | undefined;
  /** True if the recipient was forgotten: the data was erased, and the key is a placeholder. */
  readonly isForgotten: boolean;
}

export interface CapturedRow {
  readonly id: number;
  readonly attemptId: string;
  readonly at: Date;
  readonly provider: string;
  readonly channel: Channel;
  readonly to: string;
  readonly content: unknown;
}

export interface EventsInput extends PageInput {
  readonly campaign?: number | undefined;
}

export interface EventPage {
  readonly events: readonly RelanceEvent[];
  readonly cursor: string;
}

export interface AuditFinding {
  readonly rule: "overdue" | "sums" | "inbox" | "lease";
  readonly fact: string;
}

export interface AuditAnswer {
  readonly findings: readonly AuditFinding[];
  readonly cursor: string | undefined;
  readonly checked: number;
}

export interface StoreInfo {
  readonly kind: string;
  /** A random id that stays the same when the data moves. Signatures are valid only with this id. */
  readonly id: string;
  /** True if the store is a copy or was restored from one, and `markRestored` has not been called since. */
  readonly isElsewhere: boolean;
  /** First number of recipients and messages since a backup was restored; 1 if none was restored. */
  readonly numbersFrom: number;
  readonly schema: number;
  readonly engine: string;
  readonly marks: readonly string[];
}

/** A warning for the operator of the database server. */
export interface StoreDiagnostic {
  readonly subject: string;
  readonly fact: string;
}

export interface StatusesInput {
  readonly people?: readonly ForgottenPerson[] | undefined;
  readonly contacts?: readonly string[] | undefined;
  readonly enrollments?: readonly number[] | undefined;
  readonly targets?: readonly AcknowledgeTarget[] | undefined;
  /** Recipients whose message ids {@link StatusesAnswer.refs} will contain. */
  readonly refsOf?: readonly ForgottenPerson[] | undefined;
}

export interface StatusesAnswer {
  readonly people: readonly RecipientStatus[];
  /** `forbidden`: the contact has a suppression, perhaps an expired one. `held`: a recipient has the contact. */
  readonly contacts: readonly ("forbidden" | "held" | "unknown")[];
  readonly hasEnded: readonly boolean[];
  readonly isAcknowledged: readonly boolean[];
  readonly refs: readonly AttemptRef[];
}
