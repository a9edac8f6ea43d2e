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
  /** The run of the campaign; "" if the campaign has only one. */
  readonly occurrence: string;
  readonly tenant: string;
  /**
   * Adds one or several recipients to a campaign with an open audience. A recipient whose key is already enrolled is
   * not added again. Each refused row is returned with its reason, and recorded as an event. With `db`, the rows are
   * added after your transaction commits: `enrolled` then counts all rows, and refusals appear only as events.
   * @throws {ConfigError} `campaign/invalid` for a closed audience, `campaign/not-running` once the campaign has ended,
   * `config/db-unsupported`
   */
  enroll(rows: Row | Iterable<Row> | AsyncIterable<Row>, options?: Partial<InTransaction>): Promise<Enrolled>;
  /**
   * Returns the rows that {@link enroll} would refuse, with the reasons. Writes nothing.
   * @throws {ConfigError} `campaign/invalid` for a closed audience, `campaign/not-running` once the campaign has ended
   */
  check(rows: Iterable<Row> | AsyncIterable<Row>): Promise<Checked>;
  /**
   * Replaces the rows of enrolled recipients, and so their deadlines, contacts and template values. Steps that were not
   * sent yet follow the new deadline; a step that was sent is not repeated. Recipients whose time had run out resume,
   * and so do recipients who had no usable contact and now have one. A deadline relative to the enrollment does not
   * change. Repeating a row changes nothing. Refused rows are returned with their reason: `message/unknown-recipient`,
   * `message/not-moved` for recipients who confirmed, were cancelled or have had every step, `message/bad-deadline` for
   * a past deadline, or a reason of {@link enroll}. With `db`, the rows are replaced after your transaction commits.
   * @throws {ConfigError} `campaign/not-running` once the campaign is cancelled, `config/db-unsupported`
   */
  reschedule(rows: Iterable<Row> | AsyncIterable<Row>, by: By & Partial<InTransaction>): Promise<Rescheduled>;
  /** Ends the campaign for these recipients; messages that are being sent are still settled. */
  remove(keys: readonly string[], by: By): Promise<Removed>;
  /** Cancels these recipients in your own transaction; nothing is sent to them after its commit. */
  remove(keys: readonly string[], by: By & InTransaction): Promise<DepositResult>;
  /**
   * Revokes these recipients' confirmations by link or reply, such as after an email was forwarded. These recipients
   * get messages again while the deadline allows. Your own events remain: `acknowledge` with `revoke` revokes those.
   */
  revokeConfirmation(keys: readonly string[], by: By): Promise<Revoked>;
  /**
   * Records that these recipients confirmed to an operator, such as by phone: as strong as your own event, in any
   * state. Actor and reason are in the recipient's history. {@link revokeConfirmation} revokes it.
   */
  confirm(keys: readonly string[], by: By): Promise<ConfirmedByHand>;
  /** Returns the campaign's ledger, with both sums and whether each sum matches. */
  ledger(): Promise<Ledger>;
  /** Returns the status of each provider and its cause: the watch, an operator or the provider's account. */
  providerStatus(): Promise<readonly ProviderState[]>;
  /** Returns recipients in the order of their enrollment, read page by page. */
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
   * Waits for the outcome of one recipient: confirmed, unreached with a cause, or cancelled. You may call this method
   * repeatedly, in any process and after a restart. The call returns immediately once the recipient's steps have ended.
   * Up to 5,000 waiting calls in one process cost one statement every half second. The answer may come from an earlier
   * version of the campaign, whose answers the compiler does not know.
   * @throws {MessageError} `message/unknown-recipient`
   * @throws {ConfigError} `config/invalid` for an invalid `timeout` or an unknown option
   */
  outcome(key: string, options?: OutcomeOptions): Promise<Outcome<Answer>>;
  /** Returns one recipient with the complete timeline. */
  recipient(key: string): Promise<Recipient | undefined>;
  /**
   * Call this method before you show the addresses of these recipients, or of all. The call writes an event
   * `enrollment.revealed` for each recipient, or one event for all.
   */
  recordAccess(by: AccessOptions): Promise<void>;
  /**
   * Pauses the queues of the campaign, or of one step, provider or destination. Acknowledgements and deadlines still
   * take effect. If a provider is named, its recipients are sent through another provider, unless `wait` is set.
   * @throws {ConfigError} `campaign/not-running`, `campaign/step-unknown`, `config/provider-unknown`,
   * `campaign/destination-unknown`, and with `version` `campaign/steered-since`
   */
  pause(by: PauseOptions): Promise<Paused>;
  /**
   * Returns how many recipients such a pause would stop, and how many it would reroute. Changes nothing.
   * @throws {ConfigError} as {@link pause}
   */
  pauseEffect(scope: PauseScope): Promise<PauseEffect>;
  /**
   * Ends the operator's pauses, or with `override` all pauses, and returns the pauses that remain.
   * @throws {ConfigError} as {@link pause}
   */
  resume(by: ResumeOptions): Promise<Resumed>;
  /**
   * Resumes recipients whose steps have ended (exhausted, expired, cancelled, or handed over to you) at the step where
   * they stopped. A recipient resumes only if time remains before the deadline and a contact is usable.
   * @throws {ConfigError} `campaign/not-running`
   */
  resume(keys: readonly string[], by: RecipientOrder): Promise<Ordered>;
  /**
   * Limits the send rate of the campaign, or of one step, provider or destination, or removes the limit. A rate limit
   * ends no pause and no reroute.
   * @throws {ConfigError} as {@link pause}
   */
  throttle(by: ThrottleOptions): Promise<Steered>;
  /**
   * Sets the limit of the budget. Recipients who were stopped by the old limit resume.
   * @throws {ConfigError} `campaign/invalid` for a campaign without a budget, or an invalid amount
   */
  setBudget(by: BudgetOptions): Promise<Budget>;
  /**
   * Ends the campaign for all recipients who have not confirmed.
   * @throws {ConfigError} `campaign/not-running` once the campaign has ended
   */
  cancel(by: By): Promise<number>;
  /**
   * Extends earlier legal deadlines to this one, and resumes recipients whose time had run out. If the process crashes,
   * a worker completes the extension.
   * @throws {ConfigError} `campaign/not-running`, `campaign/deadline-not-later`
   */
  extend(by: ExtendOptions): Promise<{ readonly moved: number; readonly reopened: number }>;
  /**
   * Gives the campaign other texts, waits or routes, which apply to recipients whose current step has sent nothing. If
   * the process crashes, a worker completes the amendment.
   * @throws {ConfigError} `campaign/not-amendable`, `campaign/not-running`, `config/provider-unknown`,
   * `config/price-missing`, `config/invalid` for a link without a `publicUrl`
   */
  amend(loaded: LoadedCampaign, by: By): Promise<Amended>;
  /** Moves recipients to their next step now, or ends them. @throws {ConfigError} `campaign/not-running` */
  escalate(keys: readonly string[], by: RecipientOrder): Promise<Ordered>;
}
