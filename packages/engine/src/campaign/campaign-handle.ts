import type {
  Actor,
  Budget,
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
import type { ExtendOptions, OrderResult, RecipientOrder, Removed } from "./order-people.ts";

export interface AccessOptions extends Actor {
  /** @default all recipients */
  readonly keys?: readonly string[] | undefined;
}

/** A stored campaign. Every method throws `config/invalid` for an unknown option. */
export interface CampaignHandle<Row = unknown, Answer extends string = string> {
  readonly id: number;
  readonly name: string;
  /** The name of this run of the campaign; "" if the campaign runs once. */
  readonly occurrence: string;
  readonly tenant: string;
  /**
   * Adds recipients to a campaign with an open audience. A key that is already enrolled is skipped. The result lists
   * each refused row with its reason, and an event records each refusal. With `db`, the rows are added after your
   * transaction commits. `enrolled` then counts all rows, and only events report refusals.
   * @throws {ConfigError} `campaign/invalid` for a closed audience, `campaign/not-running`, `config/db-unsupported`
   */
  enroll(rows: Row | Iterable<Row> | AsyncIterable<Row>, options?: Partial<InTransaction>): Promise<Enrolled>;
  /**
   * Returns the rows that {@link enroll} would refuse. Writes nothing.
   * @throws {ConfigError} `campaign/invalid` for a closed audience, `campaign/not-running`
   */
  check(rows: Iterable<Row> | AsyncIterable<Row>): Promise<Checked>;
  /**
   * Replaces the rows of recipients, with their deadlines, contacts and template values. Unsent steps follow the new
   * deadline. If the old deadline has passed, a later one repeats the current step. Otherwise no sent step is repeated.
   * If steps ended for lack of time or of a usable contact, the recipient resumes once a row provides it. A deadline relative to the enrollment does not change.
   *
   * The result lists each refused row with its reason: `message/unknown-recipient`; `message/not-moved` for confirmed,
   * cancelled and finished recipients; `message/bad-time` for a past deadline; or a reason of {@link enroll}. With
   * `db`, the rows are replaced after your transaction commits.
   * @throws {ConfigError} `campaign/not-running` once the campaign is cancelled, `config/db-unsupported`
   */
  reschedule(rows: Iterable<Row> | AsyncIterable<Row>, by: Actor & Partial<InTransaction>): Promise<Rescheduled>;
  /** Ends the campaign for these recipients. If a message is being sent now, its outcome is still recorded. */
  remove(keys: readonly string[], by: Actor): Promise<Removed>;
  /** Ends the campaign for these recipients after your transaction commits. */
  remove(keys: readonly string[], by: Actor & InTransaction): Promise<DepositResult>;
  /**
   * Revokes confirmations by link, reply or operator. Only `acknowledge` can revoke a confirmation by `acknowledge`. If
   * their deadline has not passed, the recipients get messages again.
   */
  revokeConfirmation(keys: readonly string[], by: Actor): Promise<Revoked>;
  /** Records confirmations that recipients gave to an operator. {@link revokeConfirmation} can revoke them. */
  confirm(keys: readonly string[], by: Actor): Promise<ConfirmedByHand>;
  /** Returns the campaign's ledger: its counts, its two sums, and whether the sums match. */
  ledger(): Promise<Ledger>;
  /** Returns the status of each provider and its causes. */
  providerStatus(): Promise<readonly ProviderState[]>;
  /** Yields recipients, the first enrolled first. */
  recipients(filter?: { readonly state?: EnrollmentState }): AsyncIterable<RecipientRow>;
  /**
   * Yields replies, the oldest first. The filter selects replies that an operator must read (`unclear`) or possible
   * STOPs (`doubtful`). After a possible STOP, the contact gets no message until `suppressions.add` or `remove`.
   */
  replies(filter?: {
    readonly unclear?: boolean | undefined;
    readonly doubtful?: boolean | undefined;
  }): AsyncIterable<ReplyRow>;
  /**
   * Waits for the outcome of one recipient. Returns immediately if the recipient's steps have ended. You may repeat the
   * call, also after a restart. 5,000 waiting calls in one process need one SQL statement every half second. The answer
   * may be one that only an earlier version of the campaign offered, so the type does not list it.
   * @throws {MessageError} `message/unknown-recipient`
   * @throws {ConfigError} `config/invalid` for an invalid `timeout` or an unknown option
   */
  outcome(key: string, options?: OutcomeOptions): Promise<Outcome<Answer>>;
  /** Returns one recipient with the complete timeline. */
  recipient(key: string): Promise<Recipient | undefined>;
  /** Records that an operator sees addresses (`enrollment.revealed`). Call this method before you show them. */
  recordAccess(by: AccessOptions): Promise<void>;
  /**
   * Pauses the queues of the campaign, or of one step, provider or destination. If a provider is named, its recipients
   * are rerouted to another provider, unless `wait` is set. Acknowledgements and deadlines still take effect.
   * @throws {ConfigError} `campaign/not-running`, `campaign/step-unknown`, `config/provider-unknown`,
   * `campaign/destination-unknown`, and with `version` `campaign/steered-since`
   */
  pause(by: PauseOptions): Promise<Paused>;
  /** Returns the effect that {@link pause} would have. @throws {ConfigError} as {@link pause} */
  pauseEffect(scope: PauseScope): Promise<PauseEffect>;
  /**
   * Ends operators' pauses. With `override`, ends all pauses. Returns the causes that still stop or slow these queues.
   * @throws {ConfigError} as {@link pause}
   */
  resume(by: ResumeOptions): Promise<Resumed>;
  /**
   * Resumes recipients whose steps ended without a confirmation, at the step at which they stopped. Each recipient
   * needs time before the deadline and a usable contact.
   * @throws {ConfigError} `campaign/not-running`
   */
  resume(keys: readonly string[], by: RecipientOrder): Promise<OrderResult>;
  /**
   * Limits the send rate of the campaign, or of one step, provider or destination, or removes the limit. Pauses and
   * reroutes stay as they are.
   * @throws {ConfigError} as {@link pause}
   */
  throttle(by: ThrottleOptions): Promise<Steered>;
  /**
   * Sets the budget's limit. Recipients whose messages wait for budget resume.
   * @throws {ConfigError} `campaign/invalid` for a campaign without a budget, or an invalid amount
   */
  setBudget(by: BudgetOptions): Promise<Budget>;
  /** Ends the campaign for all recipients who have not confirmed. @throws {ConfigError} `campaign/not-running` */
  cancel(by: Actor): Promise<number>;
  /**
   * Moves every deadline that is before `until` to `until`. Recipients whose steps ended for lack of time resume. After
   * a crash, a worker completes the extension.
   * @throws {ConfigError} `campaign/not-running`, `campaign/deadline-not-later`
   */
  extend(by: ExtendOptions): Promise<{ readonly moved: number; readonly reopened: number }>;
  /**
   * Gives the campaign new texts, waits or routes. The changes apply to recipients whose current step has sent nothing
   * yet. After a crash, a worker completes the amendment.
   * @throws {ConfigError} `campaign/not-amendable`, `campaign/not-running`, `config/provider-unknown`,
   * `config/price-missing`, `config/invalid` for a link without a `publicUrl`
   */
  amend(loaded: LoadedCampaign, by: Actor): Promise<Amended>;
  /** Moves recipients to their next step, or ends their enrollment. @throws {ConfigError} `campaign/not-running` */
  escalate(keys: readonly string[], by: RecipientOrder): Promise<OrderResult>;
}
