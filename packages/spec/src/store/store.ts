import type { Budget, BudgetChange, ChargeItem, ChargeStatus } from "./budget.ts";
import type { Codec } from "./codec.ts";
import type {
  ControlAnswer,
  GateChange,
  PermitAnswer,
  PermitInput,
  SuppressAnswer,
  SuppressInput,
  SuppressionRow,
  TransitionAnswer,
  TransitionInput,
} from "./control.ts";
import type {
  DefineAnswer,
  DefineInput,
  EnrollAnswer,
  EnrollChunk,
  RescheduleAnswer,
  RescheduleInput,
  SealAnswer,
  SealInput,
  StoredVersion,
  VersionsInput,
} from "./define.ts";
import type { CallerDb, StoreRequest } from "./deposit.ts";
import type { ForgettingVerbs, RetainAnswer, RetainInput } from "./erase.ts";
import type { EventDetailsInput, EventDetailsPage } from "./event-details.ts";
import type {
  AcknowledgeAnswer,
  AcknowledgeItem,
  RecordAnswer,
  RecordItem,
  RepliesInput,
  ReplyRow,
} from "./inbound.ts";
import type { LeaseAnswer, LeaseInput } from "./lease.ts";
import type { PluginSqlAnswer, PluginSqlInput } from "./plugin-sql.ts";
import type { QueuesAnswer, QueuesOptions } from "./queues.ts";
import type {
  AuditAnswer,
  CapturedRow,
  EventPage,
  EventsInput,
  Ledger,
  ListInput,
  Page,
  ReadOptions,
  Recipient,
  RecipientRow,
  RestoredAnswer,
  StatusesAnswer,
  StatusesInput,
  StoreDiagnostic,
  StoreInfo,
} from "./read.ts";
import type { KeepSealsInput, SealsInput, StoredSeal } from "./seals.ts";
import type { Arrival, Departure } from "./transfer.ts";
import type {
  BinsAnswer,
  BinsInput,
  IncidentAnswer,
  IncidentChange,
  IncidentRow,
  IncidentsInput,
  ResponseCountRow,
  ResponseCountsInput,
  SilenceChange,
} from "./watch.ts";
import type {
  AttemptOutcome,
  BatchAnswer,
  ClaimAnswer,
  ClaimRequest,
  HeartbeatAnswer,
  HeartbeatInput,
  ResolveInput,
  ResolveQuestion,
  SettleStatus,
  WorkersAnswer,
} from "./work.ts";

/** Migrations for administrators, as an alternative to `open`. */
export interface StoreMigrations {
  /** The missing SQL as one transaction; "" if none is missing. Writes nothing. */
  plan(): Promise<string>;
  /** Runs the missing migrations; safe to run in parallel. */
  run(): Promise<void>;
}

/**
 * Holds all durable state. Every verb takes a batch and answers per row, is one transaction, uses the store's own
 * clock, and may be repeated without harm. The whole contract: docs/store-contract.md.
 *
 * Every verb may throw a {@link StoreError}.
 */
export interface Store extends ForgettingVerbs {
  readonly kind: string;

  /**
   * Opens and migrates. Idempotent.
   * @param options - `codec` encrypts personal data from now on; absent = the one of the opening before, or none
   */
  open(options?: { readonly codec?: Codec | undefined }): Promise<StoreInfo>;
  close(): Promise<void>;
  /**
   * Migrations apart from opening, for databases whose schema only an administrator may change. Works on a closed
   * store. Absent = opening migrates.
   */
  readonly migrations?: StoreMigrations | undefined;

  // The campaign and its audience
  define(input: DefineInput): Promise<DefineAnswer>;
  /** Versions of campaigns, oldest first: those with the given ids, those of one campaign, or all. */
  versions(input?: VersionsInput): Promise<readonly StoredVersion[]>;
  enroll(chunk: EnrollChunk): Promise<EnrollAnswer>;
  /** Changes deadlines and contacts of recipients. The new rows replace the rows of their enrollment. */
  reschedule(input: RescheduleInput): Promise<RescheduleAnswer>;
  seal(input: SealInput): Promise<SealAnswer>;

  // Sending
  claim(request: ClaimRequest): Promise<ClaimAnswer>;
  settle(worker: string, outcomes: readonly AttemptOutcome[]): Promise<readonly SettleStatus[]>;
  /** Ids of this worker's attempts without an outcome, including those of claims whose answer was lost. */
  pendingAttempts(worker: string): Promise<readonly string[]>;
  heartbeat(input: HeartbeatInput): Promise<HeartbeatAnswer>;
  /** Live workers, work that none of them can send, and commands about whole campaigns that have not finished. */
  workers(): Promise<WorkersAnswer>;
  /** Marks the attempts of dead workers as uncertain. */
  recover(): Promise<BatchAnswer>;
  /**
   * Attempts to look up at their provider: uncertain ones, those in flight over an ingress gap, those to cancel, or a
   * sample of those without a receipt.
   */
  resolve(input: ResolveInput): Promise<readonly ResolveQuestion[]>;

  /**
   * Charges messages against their campaigns' budgets before they are sent. No budget is exceeded, even if several
   * processes charge at the same moment.
   */
  charge(items: readonly ChargeItem[]): Promise<readonly ChargeStatus[]>;

  // What comes in
  record(items: readonly RecordItem[]): Promise<readonly RecordAnswer[]>;
  /** Applies stored items that could not be applied immediately. */
  fold(): Promise<BatchAnswer>;
  acknowledge(items: readonly AcknowledgeItem[]): Promise<readonly AcknowledgeAnswer[]>;

  // The ladder
  escalate(): Promise<BatchAnswer>;
  expire(): Promise<BatchAnswer>;

  // Control
  suppress(rules: readonly SuppressInput[]): Promise<readonly SuppressAnswer[]>;
  /** Changes queues: all, or none (`stale`). A {@link SilenceChange} replaces the last one of its campaign. */
  control(changes: readonly (GateChange | SilenceChange)[]): Promise<ControlAnswer>;
  /** The status of every queue, of one campaign or of all, and of closed providers. */
  queues(campaign?: number, options?: QueuesOptions): Promise<QueuesAnswer>;
  /** Sets a limit and releases recipients whom the old limit stopped; `undefined` = the campaign has no budget. */
  budget(change: BudgetChange): Promise<Budget | undefined>;
  transition(input: TransitionInput): Promise<TransitionAnswer>;
  permit(input: PermitInput): Promise<PermitAnswer>;

  // Reading
  /** The store's clock, in milliseconds since 1970. */
  now(): Promise<number>;
  /** The ledger of one campaign, or of each. With `errors` its cost also grows with the number of failed messages. */
  count(campaign?: number, options?: { readonly errors?: boolean | undefined }): Promise<readonly Ledger[]>;
  read(
    target: { readonly enrollment: number } | { readonly campaign: number; readonly key: string },
    options?: ReadOptions,
  ): Promise<Recipient | undefined>;
  list(input: ListInput): Promise<Page<RecipientRow>>;
  /** Status of each given recipient, contact, enrollment and target of an acknowledgement, in the given order. */
  statuses(input: StatusesInput): Promise<StatusesAnswer>;
  /** Recipients' replies, oldest first. */
  replies(input: RepliesInput): Promise<Page<ReplyRow>>;
  /** Suppressions in force, oldest first. */
  suppressions(input: {
    readonly tenant?: string | undefined;
    readonly cursor?: string | undefined;
    readonly limit: number;
  }): Promise<Page<SuppressionRow>>;
  outbox(input: { readonly cursor?: string | undefined; readonly limit: number }): Promise<Page<CapturedRow>>;
  /** @throws {StoreError} `events/cursor-expired` */
  events(input: EventsInput): Promise<EventPage>;
  audit(input: { readonly cursor?: string | undefined; readonly limit: number }): Promise<AuditAnswer>;
  lease(input: LeaseInput): Promise<LeaseAnswer>;
  /** Runs SQL over the tables of one plugin. @throws {RangeError} for a statement that names another table */
  pluginSql(input: PluginSqlInput): Promise<PluginSqlAnswer>;
  /**
   * Events with the data that a seal commits to; after a cursor, hashed leaves in the order of {@link events}.
   * @throws {StoreError} `events/cursor-expired`
   */
  eventDetails(input: EventDetailsInput): Promise<EventDetailsPage>;
  /** Stores seals, their events and the sealed position. `held`: another process owns the task; nothing was stored. */
  keepSeals(input: KeepSealsInput): Promise<"kept" | "held">;
  seals(input: SealsInput): Promise<readonly StoredSeal[]>;
  /** Warnings for the operator of the database server, and about items set aside. Absent if there is no server. */
  diagnostics?(): Promise<readonly StoreDiagnostic[]>;

  /**
   * Stores requests inside the caller's own transaction: one inserted row. The statements are executed exactly once,
   * after the caller's commit and before the next claim. Absent if this store cannot join the caller's transactions.
   */
  deposit?(db: CallerDb, requests: readonly StoreRequest[]): Promise<void>;
  /**
   * Calls `heard` when another process may have made work due, so that a worker need not wait for its next poll. Calls
   * may be missing. Returns a function that stops the calls. Absent if there are no other processes.
   */
  listen?(heard: () => void): () => Promise<void>;
  /** Per-second counts of accepted messages and latencies, for the watch. */
  bins(input: BinsInput): Promise<BinsAnswer>;
  /** Answers per flow, for messages sent within a period. */
  responseCounts(input: ResponseCountsInput): Promise<readonly ResponseCountRow[]>;
  /** Opens, notes or ends an incident; at most one per subject is open. */
  incident(change: IncidentChange): Promise<IncidentAnswer>;
  incidents(input: IncidentsInput): Promise<Page<IncidentRow>>;
  /**
   * Moves everything to another store, or resumes an interrupted departure. Later openings report `to`. Works on a
   * closed store. Absent = unsupported.
   * @throws {StoreError} `store/busy` while a process uses the store, `store/moved`
   */
  depart?(to: string): Promise<Departure>;
  /**
   * Imports everything in one transaction and compares both ledgers. Works on an open store.
   * @throws {StoreError} `store/not-ours` if this store is not empty, `store/damaged` if the ledgers differ
   */
  arrive?(departure: Departure): Promise<Arrival>;
  /**
   * Call it after this store was copied, or restored from an older copy. New recipients, messages and events then get
   * numbers that neither the lost data nor the other copy has used. Earlier numbers stay valid.
   * @throws {StoreError} `store/busy` while a process uses the store
   */
  restored(): Promise<RestoredAnswer>;
  /**
   * Encrypts plain data, and re-encrypts data under older master keys, until nothing is left or `signal` aborts. A
   * later call resumes there. Only one process, the `owner`, runs the task at a time. Does nothing without a codec.
   */
  reencrypt(owner: string, signal: AbortSignal): Promise<void>;
  /** Deletes unmatched inbound items after seven days, and erases expired data in batches. Counts stay. */
  retain(input: RetainInput): Promise<RetainAnswer>;
}
