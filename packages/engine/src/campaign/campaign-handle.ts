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

export interface AccessOptions extends By {
  /** @default all recipients */
  readonly keys?: readonly string[] | undefined;
}

/** A campaign in the store. Every method refuses unknown options with `config/invalid`. */
export interface CampaignHandle<Row = unknown, Answer extends string = string> {
  readonly id: number;
  readonly name: string;
  /** The run of the campaign; "" if there is only one. */
  readonly occurrence: string;
  readonly tenant: string;
  /**
   * Adds recipients to a campaign with an open audience. A known key is not added again. Each refused row is returned
   * with its reason, and recorded as an event. With `db`, rows are added after your transaction commits: `enrolled`
   * then counts all rows, and refusals appear only as events.
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
   * deadline. No step is repeated. Recipients resume if time had run out, or if they had no usable contact and now have
   * one. A deadline relative to the enrollment does not change.
   *
   * Each refused row is returned with its reason: `message/unknown-recipient`, `message/not-moved` for confirmed,
   * cancelled and finished recipients, `message/bad-deadline` for a past deadline, or a reason of {@link enroll}. With
   * `db`, rows are replaced after your transaction commits.
   * @throws {ConfigError} `campaign/not-running` once the campaign is cancelled, `config/db-unsupported`
   */
  reschedule(rows: Iterable<Row> | AsyncIterable<Row>, by: By & Partial<InTransaction>): Promise<Rescheduled>;
  /** Ends the campaign for these recipients. Messages that are being sent are still settled. */
  remove(keys: readonly string[], by: By): Promise<Removed>;
  /** Ends the campaign for these recipients after your transaction commits. */
  remove(keys: readonly string[], by: By & InTransaction): Promise<DepositResult>;
  /**
   * Revokes confirmations by link, reply or operator; `acknowledge` revokes your own events. The recipients get
   * messages again while the deadline allows.
   */
  revokeConfirmation(keys: readonly string[], by: By): Promise<Revoked>;
  /** Records confirmations to an operator, as strong as your own events. Revoke with {@link revokeConfirmation}. */
  confirm(keys: readonly string[], by: By): Promise<ConfirmedByHand>;
  /** Returns the campaign's ledger, with both sums and whether they match. */
  ledger(): Promise<Ledger>;
  /** Returns the status of each provider, and its causes. */
  providerStatus(): Promise<readonly ProviderState[]>;
  /** Yields recipients in the order of their enrollment. */
  recipients(filter?: { readonly state?: EnrollmentState }): AsyncIterable<RecipientRow>;
  /**
   * Yields replies, the oldest first: all, those that an operator must read (`unclear`), or possible STOPs
   * (`doubtful`), whose contact is held until `suppressions.add` or `remove`.
   */
  replies(filter?: {
    readonly unclear?: boolean | undefined;
    readonly doubtful?: boolean | undefined;
  }): AsyncIterable<ReplyRow>;
  /**
   * Waits for the outcome of one recipient, and returns immediately once the recipient's steps have ended. You may call
   * this method repeatedly, also after a restart. 5,000 waiting calls in one process cost one statement every half
   * second. An earlier version of the campaign may have answers that the compiler does not know.
   * @throws {MessageError} `message/unknown-recipient`
   * @throws {ConfigError} `config/invalid` for an invalid `timeout` or an unknown option
   */
  outcome(key: string, options?: OutcomeOptions): Promise<Outcome<Answer>>;
  /** Returns one recipient with the complete timeline. */
  recipient(key: string): Promise<Recipient | undefined>;
  /** Records an event `enrollment.revealed`. Call this method before you show the addresses of recipients. */
  recordAccess(by: AccessOptions): Promise<void>;
  /**
   * Pauses the queues of the campaign, or of one step, provider or destination. Recipients of a named provider are sent
   * through another provider, unless `wait` is set. Acknowledgements and deadlines still take effect.
   * @throws {ConfigError} `campaign/not-running`, `campaign/step-unknown`, `config/provider-unknown`,
   * `campaign/destination-unknown`, and with `version` `campaign/steered-since`
   */
  pause(by: PauseOptions): Promise<Paused>;
  /** Returns the effect that {@link pause} would have. @throws {ConfigError} as {@link pause} */
  pauseEffect(scope: PauseScope): Promise<PauseEffect>;
  /**
   * Ends operators' pauses, or with `override` all pauses, and returns the remaining causes.
   * @throws {ConfigError} as {@link pause}
   */
  resume(by: ResumeOptions): Promise<Resumed>;
  /**
   * Resumes recipients whose steps have ended without a confirmation, at the step where they stopped. Time must remain
   * before the deadline, and a contact must be usable.
   * @throws {ConfigError} `campaign/not-running`
   */
  resume(keys: readonly string[], by: RecipientOrder): Promise<Ordered>;
  /**
   * Limits the send rate of the campaign, or of one step, provider or destination, or removes the limit. Pauses and
   * reroutes remain.
   * @throws {ConfigError} as {@link pause}
   */
  throttle(by: ThrottleOptions): Promise<Steered>;
  /**
   * Sets the limit of the budget. Recipients who wait for budget resume.
   * @throws {ConfigError} `campaign/invalid` for a campaign without a budget, or an invalid amount
   */
  setBudget(by: BudgetOptions): Promise<Budget>;
  /** Ends the campaign for all recipients who have not confirmed. @throws {ConfigError} `campaign/not-running` */
  cancel(by: By): Promise<number>;
  /**
   * Moves deadlines before `until` to `until`. Recipients whose time had run out resume. After a crash, a worker
   * completes the extension.
   * @throws {ConfigError} `campaign/not-running`, `campaign/deadline-not-later`
   */
  extend(by: ExtendOptions): Promise<{ readonly moved: number; readonly reopened: number }>;
  /**
   * Gives the campaign other texts, waits or routes, for recipients whose current step has sent nothing. After a crash,
   * a worker completes the amendment.
   * @throws {ConfigError} `campaign/not-amendable`, `campaign/not-running`, `config/provider-unknown`,
   * `config/price-missing`, `config/invalid` for a link without a `publicUrl`
   */
  amend(loaded: LoadedCampaign, by: By): Promise<Amended>;
  /** Moves recipients to their next step now, or ends them. @throws {ConfigError} `campaign/not-running` */
  escalate(keys: readonly string[], by: RecipientOrder): Promise<Ordered>;
}
