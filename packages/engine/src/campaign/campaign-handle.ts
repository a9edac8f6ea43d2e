import type { EvidenceLine } from "@relance/evidence";
import type {
  Budget,
  By,
  DepositResult,
  EnrollmentState,
  Ledger,
  LoadedCampaign,
  Recipient,
  RecipientRow,
  ReplyRow,
} from "@relance/spec";
import type { ConfirmedByHand, Revoked } from "../acknowledge/confirm-people.ts";
import type { Outcome, OutcomeOptions } from "../base/outcomes.ts";
import type { BudgetOptions } from "../budget/change-budget.ts";
import type { InTransaction } from "../deposit/deposit.ts";
import type { Checked, Enrolled } from "../enroll/enroll-more.ts";
import type { Rescheduled } from "../enroll/reschedule.ts";
import type { ProviderState } from "../incidents/provider-state.ts";
import type {
  Paused,
  PauseEffect,
  PauseOptions,
  PauseScope,
  Resumed,
  ResumeOptions,
  Steered,
  ThrottleOptions,
} from "../steer/queue-orders.ts";
import type { Amended } from "./amend-campaign.ts";
import type { ExtendOptions, Ordered, RecipientOrder, Removed } from "./order-people.ts";

/** The recipients whose addresses are shown. */
export interface AccessOptions extends By {
  /** @default all recipients */
  readonly keys?: readonly string[] | undefined;
}

/** A campaign in the store. Every call refuses unknown options (`config/invalid`). */
export interface CampaignHandle<Row = unknown, Answer extends string = string> {
  readonly id: number;
  readonly name: string;
  /** The run of the campaign; "" if there is only one. */
  readonly occurrence: string;
  readonly tenant: string;
  /**
   * Adds recipients, one or several, to an open audience. Repeats are recognized by key. Each refused row is returned
   * with its reason, and recorded as an event. With `db` they are added after your transaction commits: `enrolled` then counts all rows,
   * and refusals appear only as events.
   * @throws {ConfigError} `campaign/invalid` for a closed audience, `campaign/not-running` once the campaign has ended,
   * `config/db-unsupported`
   */
  enroll(rows: Row | Iterable<Row> | AsyncIterable<Row>, options?: Partial<InTransaction>): Promise<Enrolled>;
  /**
   * The rows that {@link enroll} would refuse, with reasons. Writes nothing.
   * @throws {ConfigError} `campaign/invalid` for a closed audience, `campaign/not-running` once the campaign has ended
   */
  check(rows: Iterable<Row> | AsyncIterable<Row>): Promise<Checked>;
  /**
   * Replaces the rows of enrolled recipients: changes their deadlines, contacts and template values. Unsent steps
   * follow the new deadline; nothing is sent again. Recipients who ran out of time, or who had no usable contact and
   * have one now, resume. Deadlines relative to the enrollment stay. Repeating a row changes nothing. Refused rows are
   * returned with their reason: `message/unknown-recipient`, `message/not-moved` for recipients who confirmed, were
   * cancelled or took every step, `message/bad-deadline` for a past deadline, or those of {@link enroll}. With `db` it
   * happens after your transaction commits.
   * @throws {ConfigError} `campaign/not-running` once it is cancelled, `config/db-unsupported`
   */
  reschedule(rows: Iterable<Row> | AsyncIterable<Row>, by: By & Partial<InTransaction>): Promise<Rescheduled>;
  /** Ends the campaign for these recipients; messages in flight settle. */
  remove(keys: readonly string[], by: By): Promise<Removed>;
  /**
   * The same inside your own transaction: takes effect when it commits, before anything else is sent.
   * @throws {ConfigError} `config/db-unsupported` on a store that cannot join your transactions
   */
  remove(keys: readonly string[], by: By & InTransaction): Promise<DepositResult>;
  /**
   * Revokes presses and replies in these recipients' names, such as after an email was forwarded. They get messages
   * again while the deadline allows. Your own events stay: `acknowledge` with `revoke` revokes those.
   */
  revokeConfirmation(keys: readonly string[], by: By): Promise<Revoked>;
  /**
   * Records that these recipients told an operator that they did it, such as by phone, in any state. As strong as your
   * own event; actor and reason are in the recipient's history. {@link revokeConfirmation} revokes it.
   */
  confirm(keys: readonly string[], by: By): Promise<ConfirmedByHand>;
  /** The ledger, with both sums and whether each sum matches. */
  ledger(): Promise<Ledger>;
  /** The status of each provider of the campaign, and its cause: the watch, an operator, or the provider's account. */
  providerStatus(): Promise<readonly ProviderState[]>;
  /** Recipients in order of enrollment, read page by page. */
  recipients(filter?: { readonly state?: EnrollmentState }): AsyncIterable<RecipientRow>;
  /**
   * Recipients' replies, oldest first. With `unclear` only those a person must read; with `doubtful` only possible
   * STOPs whose contact is held until a person has judged them, by `suppressions.add` or `remove`.
   */
  replies(filter?: {
    readonly unclear?: boolean | undefined;
    readonly doubtful?: boolean | undefined;
  }): AsyncIterable<ReplyRow>;
  /**
   * The sealed evidence, line by line, for `relance verify`: of all recipients, or of one with proofs and details.
   * First seals what happened within the last minute, unless a worker does so.
   * @throws {MessageError} `message/unknown-recipient`
   */
  evidence(key?: string): AsyncIterable<EvidenceLine>;
  /**
   * Waits for the outcome of one recipient: confirmed, unreached with its cause, or cancelled. It may be called
   * repeatedly, in any process, and after a restart: an ended ladder returns immediately. Up to 5,000 waiting calls of
   * a process cost one statement each half second. The answer may come from an earlier version of the campaign, which
   * the compiler does not know.
   * @throws {MessageError} `message/unknown-recipient`
   * @throws {ConfigError} `config/invalid` for an invalid `timeout` or an unknown option
   */
  outcome(key: string, options?: OutcomeOptions): Promise<Outcome<Answer>>;
  /** One recipient with the whole timeline. */
  recipient(key: string): Promise<Recipient | undefined>;
  /**
   * Records who sees the addresses of these recipients, or of all: call it before showing them. Writes the event
   * `enrollment.revealed` for each, or one without a key for all.
   */
  recordAccess(by: AccessOptions): Promise<void>;
  /**
   * Holds the queues of all, or of one step, provider or destination; acknowledgements and deadlines continue.
   * Recipients of a named provider are sent through another one, unless `wait` is set.
   * @throws {ConfigError} `campaign/not-running`, `campaign/step-unknown`, `config/provider-unknown`,
   * `campaign/destination-unknown`, and with `version` `campaign/steered-since`
   */
  pause(by: PauseOptions): Promise<Paused>;
  /**
   * How many recipients such a pause would stop, and how many would be rerouted. Changes nothing.
   * @throws {ConfigError} as {@link pause}
   */
  pauseEffect(scope: PauseScope): Promise<PauseEffect>;
  /**
   * Lifts the operator's holds, with `override` all; returns the remaining ones.
   * @throws {ConfigError} as {@link pause}
   */
  resume(by: ResumeOptions): Promise<Resumed>;
  /**
   * Resumes recipients whose ladder has ended (exhausted, expired, cancelled, or handed over to you) at the step where it
   * stopped. Needs time before the deadline and a usable contact.
   * @throws {ConfigError} `campaign/not-running`
   */
  resume(keys: readonly string[], by: RecipientOrder): Promise<Ordered>;
  /**
   * Limits the send rate of all, or of one step, provider or destination, or lifts the limit. Pauses and reroutes are
   * unaffected.
   * @throws {ConfigError} as {@link pause}
   */
  throttle(by: ThrottleOptions): Promise<Steered>;
  /**
   * Sets the budget's limit; recipients it stopped continue.
   * @throws {ConfigError} `campaign/invalid` for a campaign without a budget, or an invalid amount
   */
  setBudget(by: BudgetOptions): Promise<Budget>;
  /**
   * Ends the campaign for all who have not acknowledged.
   * @throws {ConfigError} `campaign/not-running` once it has ended
   */
  cancel(by: By): Promise<number>;
  /**
   * Moves earlier legal deadlines to this one, and resumes recipients who ran out of time. After a crash a worker
   * completes it.
   * @throws {ConfigError} `campaign/not-running`, `campaign/deadline-not-later`
   */
  extend(by: ExtendOptions): Promise<{ readonly moved: number; readonly reopened: number }>;
  /**
   * Gives the campaign other texts, waits or routes, for recipients whose current step has sent nothing. After a crash
   * a worker completes it.
   * @throws {ConfigError} `campaign/not-amendable`, `campaign/not-running`, `config/provider-unknown`,
   * `config/price-missing`, `config/invalid` for a link without a `publicUrl`
   */
  amend(loaded: LoadedCampaign, by: By): Promise<Amended>;
  /** Moves recipients to their next step now; without one they are unreached. @throws {ConfigError} `campaign/not-running` */
  escalate(keys: readonly string[], by: RecipientOrder): Promise<Ordered>;
}
