import type { AttemptCount } from "@relance/spec";
import type { CampaignDefinition, Channel, EnrollmentState, RelanceEvent } from "relance";

/**
 * A provider API's answer to a request, as its sender received it. `unsure`: the world does not know what was received.
 */
export type Answer = "accepted" | "refused" | "throttled" | "nothing" | "unsure";

/** One request that was sent. */
export interface Sending {
  readonly attemptId: string;
  readonly key: string;
  /** The campaign named in its text, if the world reads it. */
  readonly campaign?: string | undefined;
  /** Provider, such as `sms.main`. */
  readonly provider: string;
  readonly address: string;
  /** When it was sent. */
  readonly at: number;
  /** When the provider's API accepted it; absent = never sent, or refused. */
  takenAt?: number | undefined;
  answer: Answer;
  /** When the answer was received. */
  heardAt?: number | undefined;
  /** The request was so late that its sender may have given up meanwhile. */
  isLate?: boolean | undefined;
  /** The request was refused because of our account: its attempt is `deferred`, and the provider is closed. */
  isAccount?: boolean | undefined;
  /** The request was refused for a reason unrelated to the message, or its outcome is unknown. */
  isFailure?: boolean | undefined;
  /** The sender was stopped or killed while it was in flight. */
  isStruck: boolean;
}

/** A provider API's report about one message. */
export interface Report {
  readonly attemptId: string;
  readonly provider: string;
  readonly kind: "in-transit" | "delivered" | "undelivered" | "engaged";
  readonly addressPermanent: boolean;
  /** When the report was first sent. */
  readonly at: number;
  /** When it was accepted with a 2xx; absent = unknown whether it was. */
  keptAt?: number | undefined;
  /** It contains the API's own id only. */
  readonly isByRef: boolean;
}

/** What a recipient answered, and the reply to that answer. */
export interface Word {
  readonly key: string;
  /**
   * An answer of the campaign · `stop` · `unclear`: for operators to read · `guess`: an answer from a phone with
   * several enrollments that names none · `revoked`: the caller's system revokes its event · `lifted`: an operator
   * lifts a possible STOP.
   */
  readonly says: string;
  /** With `stop`: a possible one, which holds the contact until it is lifted. @default false */
  readonly isDoubtful?: boolean | undefined;
  /** The contact that the answer came through; "" means none. */
  readonly address: string;
  /** A recipient's reply; the caller's own system; a suppression from outside. @default a press */
  readonly by?: "reply" | "system" | "rule" | undefined;
  /** Absent = all of them. */
  readonly campaign?: string | undefined;
  readonly at: number;
  /** When they were told that it is recorded; absent = they were told nothing, so it may be recorded or not. */
  toldAt?: number | undefined;
  /** What they were told. */
  status?: string | undefined;
}

/** A request to a provider's API for information. */
export interface Asked {
  readonly provider: string;
  /** `list`, `look-up`: it was answered · `question`: it asks about an attempt. */
  readonly what: "list" | "look-up" | "question";
  readonly attemptId?: string | undefined;
  readonly at: number;
  /** With a look-up. */
  readonly found?: boolean | undefined;
}

/** A period. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** A period in which messages through these providers wait. */
export interface Hold extends Stretch {
  readonly providers: readonly string[];
  /** The campaign whose messages wait. @default all */
  readonly campaign?: string | undefined;
  /** No message is sent; otherwise some may be. */
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
  /** The provider can be asked about one message, and the world records each question. @default false */
  readonly looksUp?: boolean | undefined;
  /** The provider lists what it received while no receiver listened. */
  readonly lists: boolean;
  /** The rate of the provider in the gateway's configuration. */
  readonly perSecond?: number | undefined;
}

/** A recipient, as the caller's system knows them. */
export interface WorldPerson {
  readonly key: string;
  readonly contacts: readonly { readonly channel: Channel; readonly address: string }[];
  readonly deadline: number;
}

/** Everything that really happened in one campaign, recorded outside relance. */
export interface WorldFacts {
  readonly definition: CampaignDefinition;
  readonly farEnds: Readonly<Record<string, FarEnd>>;
  readonly people: readonly WorldPerson[];
  readonly sendings: readonly Sending[];
  /** The other campaigns for the same recipients. @default none */
  readonly elsewhere?: Pick<WorldFacts, "people" | "sendings"> | undefined;
  readonly reports: readonly Report[];
  readonly words: readonly Word[];
  readonly asked: readonly Asked[];
  /** No receiver listened. */
  readonly downtime: readonly Stretch[];
  /** Closed windows, operators' pauses, a spent budget. @default none */
  readonly holds?: readonly Hold[] | undefined;
  /** The price of a message through each provider, if the campaign has a budget. */
  readonly prices?: Readonly<Record<string, number>> | undefined;
  readonly endedAt: number;
}

/** Events by recipient, in the order of their versions. */
export type Walks = ReadonlyMap<string, readonly RelanceEvent[]>;

/** What relance reports about one recipient. */
export interface Claimed {
  readonly key: string;
  readonly state: EnrollmentState | "refused";
  readonly cause: string;
  readonly deadline: number;
  readonly late: boolean | undefined;
  readonly lastAttempt: { readonly attemptId: string; readonly evidence: string } | undefined;
}

/** What relance reports about one campaign. */
export interface Account {
  readonly people: readonly Claimed[];
  /** The events of each recipient, in the order of their versions. */
  readonly walks: Walks;
  /** The same for each other campaign with these recipients. @default none */
  readonly elsewhere?: readonly Walks[] | undefined;
  readonly attempts: readonly AttemptCount[];
}

/** How exact the world's clock is. */
export interface Tolerances {
  /** The longest duration of one send. */
  readonly budgetMs: number;
  /** What is due happens within this time, if nothing prevents it. `undefined`: the machine is too busy to tell. */
  readonly promptMs: number | undefined;
  /**
   * A recipient who can be sent to is sent to within this time, including a worker's death; only if `promptMs` is
   * known.
   */
  readonly leaveMs: number;
  /** After a period without a receiver, missed items are fetched within this time. */
  readonly fetchMs: number;
  /** Two clocks differ by no more than this. */
  readonly clockMs: number;
  /** The world has seen every request; otherwise one that was refused on arrival may be missing. */
  readonly seesAll: boolean;
}

/** Something that must not be, or that is missing. */
export interface Finding {
  readonly rule: string;
  readonly fact: string;
}
