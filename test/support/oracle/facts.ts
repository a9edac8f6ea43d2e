import type { AttemptCount } from "@relance/spec";
import type { CampaignDefinition, Channel, EnrollmentState, RelanceEvent } from "relance";

/** What a provider's API said about a request, as its sender heard it. `unsure`: the world cannot say what was heard. */
export type Answer = "accepted" | "refused" | "throttled" | "nothing" | "unsure";

/** One request that reached the wire. */
export interface Sending {
  readonly attemptId: string;
  readonly key: string;
  /** The campaign that its text names, where the world reads it. */
  readonly campaign?: string | undefined;
  /** Provider, such as `sms.main`. */
  readonly provider: string;
  readonly address: string;
  /** When it left. */
  readonly at: number;
  /** When the provider's API had it; absent = it never did, or refused it. */
  takenAt?: number | undefined;
  answer: Answer;
  /** When the answer was heard. */
  heardAt?: number | undefined;
  /** That was so late that its sender may have given it up meanwhile. */
  isLate?: boolean | undefined;
  /** It was refused because of our account: its attempt is `deferred`, and the provider is closed. */
  isAccount?: boolean | undefined;
  /** It was refused for no reason of the message's, or no one can say what became of it. */
  isFailure?: boolean | undefined;
  /** The sender was stopped or killed with it in its hands. */
  isStruck: boolean;
}

/** What a provider's API reported about one message. */
export interface Report {
  readonly attemptId: string;
  readonly provider: string;
  readonly kind: "in-transit" | "delivered" | "undelivered" | "engaged";
  readonly addressPermanent: boolean;
  /** When it was said first. */
  readonly at: number;
  /** When it was taken with a 2xx; absent = no one can say whether it was. */
  keptAt?: number | undefined;
  /** It names the API's own id alone. */
  readonly isByRef: boolean;
}

/** What a recipient said, and what they were told. */
export interface Word {
  readonly key: string;
  /**
   * An answer of the campaign · `stop` · `unclear`: for people to read · `guess`: an answer from a phone of several
   * enrollments, which names none of them · `revoked`: the caller's system takes its event back · `lifted`: an operator gives the contact of a possible STOP back.
   */
  readonly says: string;
  /** With `stop`: it may be one, and holds until it is lifted. @default false */
  readonly isDoubtful?: boolean | undefined;
  /** The contact that it came by; "" = none. */
  readonly address: string;
  /** A reply of a recipient; the caller's own system; a rule from outside. @default a press */
  readonly by?: "reply" | "system" | "rule" | undefined;
  /** Absent = all of them. */
  readonly campaign?: string | undefined;
  readonly at: number;
  /** When they were told that it is recorded; absent = they were told nothing, and it may be or not. */
  toldAt?: number | undefined;
  /** What they were told. */
  status?: string | undefined;
}

/** A question to a provider's API. */
export interface Asked {
  readonly provider: string;
  /** `list`, `look-up`: it was answered · `question`: it is asked about an attempt. */
  readonly what: "list" | "look-up" | "question";
  readonly attemptId?: string | undefined;
  readonly at: number;
  /** With a check-up. */
  readonly found?: boolean | undefined;
}

/** A stretch of time. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** A stretch in which messages over these providers wait. */
export interface Hold extends Stretch {
  readonly providers: readonly string[];
  /** Whose messages wait. @default those of all campaigns */
  readonly campaign?: string | undefined;
  /** None leaves; else some may. */
  readonly isSure: boolean;
  /** Recipients of these providers wait, although their route has another. @default false */
  readonly waits?: boolean | undefined;
}

/** A provider's API, as its operator would describe it. */
export interface FarEnd {
  readonly channel: Channel;
  readonly vendor: string;
  readonly receipts: boolean;
  /** "Not found" proves that nothing was sent. */
  readonly proves: boolean;
  /** It can be asked about one message, and the world notes each question. @default false */
  readonly looksUp?: boolean | undefined;
  /** It lists what it received while no one listened. */
  readonly lists: boolean;
  /** Its rate, as the gateway is configured. */
  readonly perSecond?: number | undefined;
}

/** A recipient, as the caller's system knows them. */
export interface Somebody {
  readonly key: string;
  readonly contacts: readonly { readonly channel: Channel; readonly address: string }[];
  readonly deadline: number;
}

/** Everything that really happened in one campaign, noted outside of relance. */
export interface WorldFacts {
  readonly definition: CampaignDefinition;
  readonly farEnds: Readonly<Record<string, FarEnd>>;
  readonly people: readonly Somebody[];
  readonly sendings: readonly Sending[];
  /** Other campaigns over the same recipients. @default none */
  readonly elsewhere?: Pick<WorldFacts, "people" | "sendings"> | undefined;
  readonly reports: readonly Report[];
  readonly words: readonly Word[];
  readonly asked: readonly Asked[];
  /** Nobody listened. */
  readonly downtime: readonly Stretch[];
  /** Windows that are closed, pauses of operators, a budget that is spent. @default none */
  readonly holds?: readonly Hold[] | undefined;
  /** What a message through each provider costs, where the campaign has a budget. */
  readonly prices?: Readonly<Record<string, number>> | undefined;
  readonly endedAt: number;
}

/** Events by recipient, in the order of their versions. */
export type Walks = ReadonlyMap<string, readonly RelanceEvent[]>;

/** What relance says of one recipient. */
export interface Claimed {
  readonly key: string;
  readonly state: EnrollmentState | "refused";
  readonly cause: string;
  readonly deadline: number;
  readonly late: boolean | undefined;
  readonly lastAttempt: { readonly attemptId: string; readonly evidence: string } | undefined;
}

/** What relance says happened in one campaign. */
export interface Account {
  readonly people: readonly Claimed[];
  /** Of each recipient, in the order of their versions. */
  readonly walks: Walks;
  /** The same of each other campaign over these people. @default none */
  readonly elsewhere?: readonly Walks[] | undefined;
  readonly attempts: readonly AttemptCount[];
}

/** How exact the world's clock is. */
export interface Tolerances {
  /** The longest one send may take. */
  readonly budgetMs: number;
  /** What is due happens within this, where nothing stands in the way. `undefined`: the machine is too busy to say. */
  readonly promptMs: number | undefined;
  /** Whoever can be sent to is sent to within this, a worker's death included; where it is known how soon what is due happens. */
  readonly leaveMs: number;
  /** After a stretch without ears, what was missed is fetched within this. */
  readonly fetchMs: number;
  /** Two clocks differ by no more than this. */
  readonly clockMs: number;
  /** The world has seen every request; else one that was turned away at the door may be missing. */
  readonly seesAll: boolean;
}

/** One thing that must not be so, or must be and is not. */
export interface Finding {
  readonly rule: string;
  readonly fact: string;
}
