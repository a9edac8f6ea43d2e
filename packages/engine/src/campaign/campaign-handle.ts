import type { EvidenceLine } from "@relance/evidence";
import type {
  Budget,
  By,
  CampaignReport,
  DepositResult,
  EnrollmentState,
  Ledger,
  LoadedCampaign,
  Recipient,
  RecipientRow,
  ReplyRow,
  ReportOptions,
} from "@relance/spec";
import type { ConfirmedByHand } from "../acknowledge/confirm-people.ts";
import type { TakenBack } from "../acknowledge/take-back.ts";
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
import type { ExtendOptions, Ordered, SeenRecipient, Withdrawn } from "./order-people.ts";

/** Whose addresses are shown. */
export interface AccessOptions extends By {
  /** @default all recipients */
  readonly keys?: readonly string[] | undefined;
}

/** A campaign that lives in the store. Every call refuses an option that it does not have (`config/invalid`). */
export interface CampaignHandle<Row = unknown, Answer extends string = string> {
  readonly id: number;
  readonly name: string;
  /** Which run of the campaign it is; "" where there is one. */
  readonly occurrence: string;
  readonly tenant: string;
  /**
   * Adds recipients to an open audience. Repeats are recognised by key. Each row that is refused is named with why, and
   * is an event. With `db` they are added once your transaction has committed: `enrolled` counts them all, and of who
   * is refused only then the event tells.
   * @throws {ConfigError} `campaign/invalid` for a closed audience, `campaign/not-running` once the campaign is over,
   * `config/db-unsupported`
   */
  enroll(rows: Iterable<Row> | AsyncIterable<Row>, options?: Partial<InTransaction>): Promise<Enrolled>;
  /**
   * Which of these rows {@link enroll} would refuse, and why. Nothing is written.
   * @throws {ConfigError} `campaign/invalid` for a closed audience, `campaign/not-running` once the campaign is over
   */
  check(rows: Iterable<Row> | AsyncIterable<Row>): Promise<Checked>;
  /**
   * Puts new rows in place of those by which recipients were enrolled: their deadlines and contacts are others from now
   * on, and so are the values in their messages. What is not sent yet follows the new deadline; what was sent is not
   * sent again. Who had run out of time continues, and so does who had no usable contact and has one now. A deadline
   * that the campaign counts from the enrollment stays. The same row twice changes nothing. A refused row is named with
   * why: `message/unknown-recipient`, `message/not-moved` for who confirmed, was called off or had every step,
   * `message/bad-deadline` where it is over, or what {@link enroll} would say. With `db` it is done once your
   * transaction has committed.
   * @throws {ConfigError} `campaign/not-running` once it is cancelled, `config/db-unsupported`
   */
  reschedule(rows: Iterable<Row> | AsyncIterable<Row>, by: By & Partial<InTransaction>): Promise<Rescheduled>;
  /** Ends the campaign for these recipients; what is in flight settles. */
  withdraw(keys: readonly string[], by: By): Promise<Withdrawn>;
  /**
   * The same inside your own transaction: done once that has committed, before anything else is sent.
   * @throws {ConfigError} `config/db-unsupported` on a store that takes no part in your transactions
   */
  withdraw(keys: readonly string[], by: By & InTransaction): Promise<DepositResult>;
  /**
   * Takes back what was pressed or replied in these recipients' names, such as by a recipient to whom the mail was
   * passed on. They are written to again while the deadline allows. Your own events stay: `acknowledge` with `revoke`
   * takes those back.
   */
  takeBack(keys: readonly string[], by: By): Promise<TakenBack>;
  /**
   * Records that these people have said to an operator that it is done, such as on the phone, wherever they stand. As strong as
   * your own event; who recorded it and why stands in the recipient's history. {@link takeBack} takes it back.
   */
  confirm(keys: readonly string[], by: By): Promise<ConfirmedByHand>;
  /** The ledger, with both sums and whether they hold. */
  counts(): Promise<Ledger>;
  /** How each provider of the campaign stands now, and because of whom: watch, operator, or its own account. */
  providers(): Promise<readonly ProviderState[]>;
  /** Recipients, in the order of enrollment; pages are read as you go. */
  recipients(filter?: { readonly state?: EnrollmentState }): AsyncIterable<RecipientRow>;
  /**
   * All who were not reached, with the reason and all contacts, by reason: first who asked for a call, then who may have
   * heard nothing, then who did not answer, last who wants no messages. With `cause` only those of it, as the ledger names it.
   */
  unreached(filter?: { readonly cause?: string | undefined }): AsyncIterable<RecipientRow>;
  /**
   * What recipients wrote back, oldest first. With `unclear` only what a recipient must read; with `doubtful` only
   * possible STOPs whose contact is held until a recipient has judged them, by `suppressions.add` or `lift`.
   */
  replies(filter?: {
    readonly unclear?: boolean | undefined;
    readonly doubtful?: boolean | undefined;
  }): AsyncIterable<ReplyRow>;
  /**
   * The campaign's story, from all that the store knows. Reads every event of the campaign once: seconds for a large
   * one, and some forty bytes of memory a recipient.
   */
  report(options?: ReportOptions): Promise<CampaignReport>;
  /**
   * What was sealed, line by line, for `relance verify`: of all recipients, or of one with proofs and details. What has
   * happened since the last minute is sealed first, unless a worker does so.
   * @throws {MessageError} `message/unknown-recipient`
   */
  evidence(key?: string): AsyncIterable<EvidenceLine>;
  /**
   * Waits for what becomes of one recipient: confirmed, unreached and why, or cancelled. Ask as often as you like, in any
   * process, also after a restart: a recipient whose ladder is over is answered at once. Up to 5,000 that
   * wait in one process cost the store one statement each half second. Its answer may be one of an earlier version of the
   * campaign, which the compiler does not know.
   * @throws {MessageError} `message/unknown-recipient`
   * @throws {ConfigError} `config/invalid` for a `timeout` that is no length of time, and an option that there is not
   */
  outcome(key: string, options?: OutcomeOptions): Promise<Outcome<Answer>>;
  /** One recipient with the whole timeline. */
  recipient(key: string): Promise<Recipient | undefined>;
  /**
   * Writes down who is shown the addresses of these recipients, or of all: call it before you show them. An event of each
   * (`enrollment.revealed`), or of the campaign (`campaign.exported`).
   */
  recordAccess(by: AccessOptions): Promise<void>;
  /**
   * Holds the queues, of one step, provider or destination where it is named; acknowledgements and deadlines continue.
   * Recipients of a named provider are sent through another one, unless `wait` is set.
   * @throws {ConfigError} `campaign/not-running`, `campaign/step-unknown`, `config/provider-unknown`,
   * `campaign/destination-unknown`, and with `version` `campaign/steered-since`
   */
  pause(by: PauseOptions): Promise<Paused>;
  /**
   * How many recipients such a pause would stop, and how many would leave through another provider. Changes nothing.
   * @throws {ConfigError} as {@link pause} does
   */
  pauseEffect(scope: PauseScope): Promise<PauseEffect>;
  /**
   * Opens the queues again. Only what the operator holds, unless `override` is said; answers what still stops them.
   * @throws {ConfigError} as {@link pause} does
   */
  resume(by: ResumeOptions): Promise<Resumed>;
  /**
   * Limits how fast messages leave, of one step, provider or destination where it is named, or lifts the limit. Pauses and other
   * ways stay as they are.
   * @throws {ConfigError} as {@link pause} does
   */
  throttle(by: ThrottleOptions): Promise<Steered>;
  /**
   * Moves the limit of what the campaign may cost; those who stopped for it continue.
   * @throws {ConfigError} `campaign/invalid` for a campaign without a budget, and for what is no amount
   */
  budget(by: BudgetOptions): Promise<Budget>;
  /**
   * Ends the campaign for all who have not acknowledged.
   * @throws {ConfigError} `campaign/not-running` once it is over
   */
  cancel(by: By): Promise<number>;
  /**
   * Moves the legal deadline later for all whose deadline is earlier, and continues with those who had run out of time.
   * After a crash a worker resumes where it stopped.
   * @throws {ConfigError} `campaign/not-running`, `campaign/deadline-not-later`
   */
  extend(by: ExtendOptions): Promise<{ readonly moved: number; readonly reopened: number }>;
  /**
   * Another version of the campaign, with other texts, waits or routes, for all of whose current step nothing has left.
   * After a crash a worker resumes where it stopped.
   * @throws {ConfigError} `campaign/not-amendable`, `campaign/not-running`, `config/provider-unknown`,
   * `config/price-missing`, `config/invalid` for a link without a `publicUrl`
   */
  amend(loaded: LoadedCampaign, by: By): Promise<Amended>;
  /**
   * The next step of these recipients now; one who has none left is unreached.
   * @throws {ConfigError} `campaign/not-running`
   */
  escalate(people: readonly SeenRecipient[], by: By): Promise<Ordered>;
  /**
   * A ladder that was over continues from the step where it stood: of recipients who were exhausted, expired, called
   * off, or handed over to you. The deadline must allow it, and a contact be left.
   * @throws {ConfigError} `campaign/not-running`
   */
  handBack(people: readonly SeenRecipient[], by: By): Promise<Ordered>;
}
