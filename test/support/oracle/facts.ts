import type { AttemptCount } from "@relance/spec";
import type { CampaignDefinition, Channel, EnrollmentState, RelanceEvent } from "relance";

/**
 * A provider API's answer to a request, as its sender received it. `unsure`: the world does not know what the sender
 * received.
 */
export type Answer = "accepted" | "refused" | "throttled" | "nothing" | "unsure";

export interface Sending {
  readonly attemptId: string;
  readonly key: string;
  /** The campaign named in the message's text, if the world reads texts. */
  readonly campaign?: string | undefined;
  readonly provider: string;
  readonly address: string;
  readonly at: number;
  takenAt?: number | undefined;
  answer: Answer;
  heardAt?: number | undefined;
  /** Whether the request was so late that its sender may have given up before. */
  isLate?: boolean | undefined;
  /** Whether the API refused our account: the attempt is `deferred`, and the provider is closed. */
  isAccount?: boolean | undefined;
  /** Whether the API refused for a reason unrelated to the message, or the outcome is unknown. */
  isFailure?: boolean | undefined;
  /** Whether the sender was stopped or killed while the request was in flight. */
  isStruck: boolean;
}

export interface Report {
  readonly attemptId: string;
  readonly provider: string;
  readonly kind: "in-transit" | "delivered" | "undelivered" | "engaged";
  readonly addressPermanent: boolean;
  readonly at: number;
  /** When relance accepted the report with a 2xx; absent if the world does not know. */
  keptAt?: number | undefined;
  /** Whether the report contains only the API's own id. */
  readonly isByRef: boolean;
}

/** A recipient's answer, and the reply to that answer. */
export interface Word {
  readonly key: string;
  /**
   * An answer of the campaign · `stop` · `unclear`: for operators to read · `guess`: an answer without a code from a
   * phone with several enrollments · `revoked`: the caller's system revokes its event · `lifted`: an operator lifts a
   * possible STOP.
   */
  readonly says: string;
  /** Whether the `stop` is only possible, and holds the contact until an operator lifts it. @default false */
  readonly isDoubtful?: boolean | undefined;
  /** The contact that the answer came through; "" for none. */
  readonly address: string;
  /** `reply` by the recipient, `system` of the caller, or `rule` for a suppression from outside. @default a press */
  readonly by?: "reply" | "system" | "rule" | undefined;
  /** The campaign of the answer; absent for all campaigns. */
  readonly campaign?: string | undefined;
  readonly at: number;
  /**
   * When relance told the recipient that the answer was recorded; absent if the recipient got no reply, so the store
   * may hold the answer or not.
   */
  toldAt?: number | undefined;
  status?: string | undefined;
}

export interface Asked {
  readonly provider: string;
  /** `list` and `look-up` were answered · `question` asks about an attempt. */
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
  /** The campaign whose messages wait. @default all */
  readonly campaign?: string | undefined;
  /** Whether no message is sent in the period; otherwise some may be. */
  readonly isSure: boolean;
  /** Whether recipients of these providers wait although their route has another provider. @default false */
  readonly waits?: boolean | undefined;
}

/** A provider's API, as its operator would describe it. */
export interface FarEnd {
  readonly channel: Channel;
  readonly vendor: string;
  readonly receipts: boolean;
  /** Whether "not found" proves that nothing was sent. */
  readonly proves: boolean;
  /** Whether the provider answers questions about one message, each of which the world records. @default false */
  readonly looksUp?: boolean | undefined;
  /** Whether the provider lists what it received while no receiver listened. */
  readonly lists: boolean;
  /** The rate of the provider in the gateway's configuration. */
  readonly perSecond?: number | undefined;
}

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
  readonly downtime: readonly Stretch[];
  /** Closed windows, operators' pauses, a spent budget. @default none */
  readonly holds?: readonly Hold[] | undefined;
  /** The price of a message through each provider, if the campaign has a budget. */
  readonly prices?: Readonly<Record<string, number>> | undefined;
  readonly endedAt: number;
}

/** Events by recipient, in the order of their versions. */
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
  /** Events of each recipient in the other campaigns. @default none */
  readonly elsewhere?: readonly Walks[] | undefined;
  readonly attempts: readonly AttemptCount[];
}

/** How exact the world's clock is. */
export interface Tolerances {
  readonly budgetMs: number;
  /** A due move happens within this time, if nothing prevents it; `undefined` on a machine that is too busy to tell. */
  readonly promptMs: number | undefined;
  /**
   * relance sends to a ready recipient within this time, a worker's death included. Used only if `promptMs` is known.
   */
  readonly leaveMs: number;
  /** relance fetches missed items within this time after a period without a receiver. */
  readonly fetchMs: number;
  readonly clockMs: number;
  /** Whether the world saw every request; otherwise a request that was refused on arrival may be missing. */
  readonly seesAll: boolean;
}

export interface Finding {
  readonly rule: string;
  readonly fact: string;
}
