import type { AttemptCount } from "@relance/spec";
import type { CampaignDefinition, Channel, EnrollmentState, RelanceEvent } from "relance";

/**
 * A provider's answer to a request, as the sender received it. `unsure`: the sender may or may not have received the
 * answer.
 */
export type Answer = "accepted" | "refused" | "throttled" | "nothing" | "unsure";

export interface Sending {
  readonly attemptId: string;
  readonly key: string;
  /** The campaign in the message's text; absent if the simulation does not read texts. */
  readonly campaign?: string | undefined;
  readonly provider: string;
  readonly address: string;
  readonly at: number;
  takenAt?: number | undefined;
  answer: Answer;
  lastReportAt?: number | undefined;
  /** Whether the request was so late that its sender may have stopped waiting. */
  isLate?: boolean | undefined;
  /** Whether the API refused the account. The attempt is then `deferred`, and the provider is paused. */
  isAccount?: boolean | undefined;
  /** Whether the API refused for a reason unrelated to the message. */
  isFailure?: boolean | undefined;
  /** Whether the sending process was killed or frozen while the request was in flight. */
  isStruck: boolean;
}

export interface Report {
  readonly attemptId: string;
  readonly provider: string;
  readonly kind: "in-transit" | "delivered" | "undelivered" | "engaged";
  readonly addressPermanent: boolean;
  readonly at: number;
  /** When relance accepted the report with a 2xx; absent if this is unknown. */
  keptAt?: number | undefined;
  /** Whether the report names its message only by the API's own id. */
  readonly isByRef: boolean;
}

/** An answer from a recipient or a command about answers, and relance's reply. */
export interface Word {
  readonly key: string;
  /**
   * An answer of the campaign · `stop` · `unclear`: a reply for operators · `guess`: a reply without a code from a
   * phone with several enrollments · `revoked`: the caller's system revokes its event · `lifted`: an operator releases
   * a possible STOP.
   */
  readonly says: string;
  /**
   * Whether the reply is only a possible STOP. The contact is then suppressed until an operator decides. @default false
   */
  readonly isDoubtful?: boolean | undefined;
  /** The contact of the answer; "" if the answer has no contact. */
  readonly address: string;
  /**
   * Who answered: `reply` the recipient, `system` the caller's system, or `rule` an external suppression. @default a
   * press
   */
  readonly by?: "reply" | "system" | "rule" | undefined;
  /** The campaign of the answer; absent if the answer is for all campaigns. */
  readonly campaign?: string | undefined;
  readonly at: number;
  /**
   * When relance confirmed that the answer was recorded. If absent, no confirmation arrived, and the store may or may
   * not contain the answer.
   */
  toldAt?: number | undefined;
  status?: string | undefined;
}

export interface StatusRequest {
  readonly provider: string;
  /**
   * `list`: a list of missed items · `look-up`: the provider's answer about one attempt · `question`: a request about
   * one attempt.
   */
  readonly what: "list" | "look-up" | "question";
  readonly attemptId?: string | undefined;
  readonly at: number;
  readonly found?: boolean | undefined;
}

export interface Stretch {
  readonly from: number;
  readonly to: number;
}

export interface Hold extends Stretch {
  readonly providers: readonly string[];
  /** The campaign whose messages are delayed. @default all */
  readonly campaign?: string | undefined;
  /** True if no message can be sent in the period. If false, some messages may be sent. */
  readonly isSure: boolean;
  /** Whether recipients of these providers wait even if their route has another provider. @default false */
  readonly waits?: boolean | undefined;
}

/** The properties of a provider's API. */
export interface FakeVendor {
  readonly channel: Channel;
  readonly vendor: string;
  readonly receipts: boolean;
  /** Whether "not found" in a look-up proves that nothing was sent. */
  readonly proves: boolean;
  /** Whether the provider answers look-ups of single messages. @default false */
  readonly looksUp?: boolean | undefined;
  /** Whether relance can fetch a list of missed receipts and replies from the provider. */
  readonly lists: boolean;
  /** Messages per second in the gateway's configuration. */
  readonly perSecond?: number | undefined;
}

export interface WorldPerson {
  readonly key: string;
  readonly contacts: readonly { readonly channel: Channel; readonly address: string }[];
  readonly deadline: number;
}

/** Everything that happened in one campaign, as the simulated providers and recipients recorded it. */
export interface WorldFacts {
  readonly definition: CampaignDefinition;
  readonly fakeVendors: Readonly<Record<string, FakeVendor>>;
  readonly people: readonly WorldPerson[];
  readonly sendings: readonly Sending[];
  /** Facts about other campaigns for the same recipients. @default none */
  readonly elsewhere?: Pick<WorldFacts, "people" | "sendings"> | undefined;
  readonly reports: readonly Report[];
  readonly words: readonly Word[];
  readonly asked: readonly StatusRequest[];
  readonly downtime: readonly Stretch[];
  /** Periods in which messages are delayed: closed windows, operators' pauses and a spent budget. @default none */
  readonly holds?: readonly Hold[] | undefined;
  /** Price of a message through each provider; absent if the campaign has no budget. */
  readonly prices?: Readonly<Record<string, number>> | undefined;
  readonly endedAt: number;
}

/** Events of each recipient in the order of their versions. */
export type Walks = ReadonlyMap<string, readonly RelanceEvent[]>;

export interface Claimed {
  readonly key: string;
  readonly state: EnrollmentState | "refused";
  readonly cause: string;
  readonly deadline: number;
  readonly late: boolean | undefined;
  readonly lastAttempt: { readonly attemptId: string; readonly evidence: string } | undefined;
}

export interface Account {
  readonly people: readonly Claimed[];
  readonly walks: Walks;
  /** Events of each recipient in other campaigns. @default none */
  readonly elsewhere?: readonly Walks[] | undefined;
  readonly attempts: readonly AttemptCount[];
}

/** Maximum delays that the oracle permits, and whether the simulation observed every request. */
export interface Tolerances {
  readonly budgetMs: number;
  /** Milliseconds within which a due move happens; `undefined` on a machine that is too busy for this check. */
  readonly promptMs: number | undefined;
  /** Milliseconds within which relance sends to a ready recipient, even if a worker dies. Needs `promptMs`. */
  readonly leaveMs: number;
  /** Milliseconds within which relance fetches missed items after a period without a receiver. */
  readonly fetchMs: number;
  readonly clockMs: number;
  /**
   * Whether every request was observed. If false, `sendings` may lack requests that the provider's API refused
   * immediately.
   */
  readonly seesAll: boolean;
}

export interface Finding {
  readonly rule: string;
  readonly fact: string;
}
