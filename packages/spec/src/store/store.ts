import type { Budget, BudgetChange, ChargeItem, ChargeStatus } from "./budget.ts";
import type {
  AccessInput,
  ControlAnswer,
  GateChange,
  PermitAnswer,
  PermitInput,
  Recalled,
  SuppressAnswer,
  SuppressInput,
  SuppressionRow,
  TransitionAnswer,
  TransitionInput,
  UnfinishedTransition,
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
import type { PersonKey, ReencryptInput, ReencryptPage, RewrittenRow } from "./encryption.ts";
import type { ForgettingVerbs, RetainAnswer, RetainInput } from "./erase.ts";
import type {
  AcknowledgeAnswer,
  AcknowledgeItem,
  AcknowledgeTarget,
  ErrorCount,
  ReceiptRow,
  ReceiptsInput,
  RecordAnswer,
  RecordItem,
  RepliesInput,
  ReplyRow,
} from "./inbound.ts";
import type { LeaseAnswer, LeaseInput } from "./lease.ts";
import type { QueuesAnswer, QueuesOptions } from "./queues.ts";
import type {
  AuditAnswer,
  CapturedRow,
  EventPage,
  EventsInput,
  Ledger,
  ListInput,
  Page,
  Recipient,
  RecipientRow,
  RestoredAnswer,
  StatusesAnswer,
  StatusesInput,
  StoreDiagnostic,
  StoreInfo,
} from "./read.ts";
import type { DigestPage, SealableEventsInput, SealableEventsPage } from "./sealable-events.ts";
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
  SilencesInput,
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

/** What an administrator does instead of `open`. */
export interface StoreMigrations {
  /** The SQL that is missing, as one transaction; "" = nothing is. Writes nothing. */
  plan(): Promise<string>;
  /** Runs what is missing. Several may do so at once. */
  run(): Promise<void>;
}

/**
 * Where everything durable lives. Every verb takes a batch and answers per row, is one transaction, takes time
 * from the store's own clock, and may be repeated without harm. The whole contract with its fences: docs/store-contract.md.
 *
 * Every verb may throw a {@link StoreError}.
 */
export interface Store extends ForgettingVerbs {
  readonly kind: string;

  /** Opens and migrates. Idempotent. */
  open(): Promise<StoreInfo>;
  close(): Promise<void>;
  /**
   * The schema, apart from opening: for databases whose administrator alone may change it. Works on a closed store.
   * Absent = opening is all there is.
   */
  readonly migrations?: StoreMigrations | undefined;

  // The campaign and its audience
  define(input: DefineInput): Promise<DefineAnswer>;
  /** Versions of campaigns, oldest first: these, those of one campaign (the last is its latest), or all. */
  versions(input?: VersionsInput): Promise<readonly StoredVersion[]>;
  enroll(chunk: EnrollChunk): Promise<EnrollAnswer>;
  /** Other deadlines and contacts of recipients: new rows in place of those they were enrolled by. */
  reschedule(input: RescheduleInput): Promise<RescheduleAnswer>;
  seal(input: SealInput): Promise<SealAnswer>;

  // Sending
  claim(request: ClaimRequest): Promise<ClaimAnswer>;
  settle(worker: string, outcomes: readonly AttemptOutcome[]): Promise<readonly SettleStatus[]>;
  /** Attempts of this worker, by id, whose outcome is still to come: what it has in its hands, and what it never heard of. */
  pendingAttempts(worker: string): Promise<readonly string[]>;
  heartbeat(input: HeartbeatInput): Promise<HeartbeatAnswer>;
  /** Who lives, and what no live worker can carry. */
  workers(): Promise<WorkersAnswer>;
  /** Attempts of dead workers become uncertain. */
  recover(): Promise<BatchAnswer>;
  /**
   * Attempts worth asking their provider about: uncertain ones, those in flight over an ingress gap, or a sample of those
   * about which nothing came back.
   */
  resolve(input: ResolveInput): Promise<readonly ResolveQuestion[]>;

  /** What came of asking to call messages back: each is told once, and asked no more. Answers how many were told now. */
  recalled(answers: readonly Recalled[]): Promise<number>;

  /**
   * Counts what these messages cost against their campaigns' budgets, before they leave: never past a limit, also where another
   * process counts at this moment.
   */
  charge(items: readonly ChargeItem[]): Promise<readonly ChargeStatus[]>;

  // What comes in
  record(items: readonly RecordItem[]): Promise<readonly RecordAnswer[]>;
  /** Applies stored items that could not be applied at once. */
  fold(): Promise<BatchAnswer>;
  acknowledge(items: readonly AcknowledgeItem[]): Promise<readonly AcknowledgeAnswer[]>;
  /** Which of these have been acknowledged already, by whatever source. */
  acknowledged(targets: readonly AcknowledgeTarget[]): Promise<readonly boolean[]>;

  // The ladder
  escalate(): Promise<BatchAnswer>;
  expire(): Promise<BatchAnswer>;

  // Control
  suppress(rules: readonly SuppressInput[]): Promise<readonly SuppressAnswer[]>;
  /** Steers queues, all changes or (`stale`) none. */
  control(changes: readonly GateChange[]): Promise<ControlAnswer>;
  /** How every queue stands, of one campaign or of all, and which providers rest. */
  queues(campaign?: number, options?: QueuesOptions): Promise<QueuesAnswer>;
  /** Moves a limit and lets those continue who stopped for it; `undefined` = the campaign has no budget. */
  budget(change: BudgetChange): Promise<Budget | undefined>;
  transition(input: TransitionInput): Promise<TransitionAnswer>;
  /** One event for each enrollment of these keys (`enrollment.revealed`), or one of the campaign (`campaign.exported`). */
  recordAccess(input: AccessInput): Promise<void>;
  /** Transitions of a whole campaign that stand between two batches. The same call again continues with each. */
  unfinished(): Promise<readonly UnfinishedTransition[]>;
  permit(input: PermitInput): Promise<PermitAnswer>;

  // Reading
  /** The store's clock, in milliseconds since 1970. */
  now(): Promise<number>;
  count(campaign?: number): Promise<readonly Ledger[]>;
  read(
    target: { readonly enrollment: number } | { readonly campaign: number; readonly key: string },
  ): Promise<Recipient | undefined>;
  list(input: ListInput): Promise<Page<RecipientRow>>;
  /** Status of each recipient, contact and enrollment named, in their order. */
  statuses(input: StatusesInput): Promise<StatusesAnswer>;
  /** What provider APIs reported about one recipient's messages, oldest first: the latest 200. */
  receipts(input: ReceiptsInput): Promise<readonly ReceiptRow[]>;
  /** Codes with which messages of a campaign failed. Its work grows with the failures alone. */
  errors(campaign: number): Promise<readonly ErrorCount[]>;
  /** What recipients wrote back, oldest first. A page may be short: only a missing cursor is the end. */
  replies(input: RepliesInput): Promise<Page<ReplyRow>>;
  /** Rules in force, oldest first. */
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
  /** Events with what is only committed to, in the order of {@link events}. @throws {StoreError} `events/cursor-expired` */
  sealableEvents(input: SealableEventsInput): Promise<SealableEventsPage>;
  /** The same events as digests: what a seal is made of. @throws {StoreError} `events/cursor-expired` */
  digests(input: { readonly cursor?: string | undefined; readonly limit: number }): Promise<DigestPage>;
  /** Keeps seals, each with its event, and how far events are sealed. `held`: the task is another's; nothing was kept. */
  keepSeals(input: KeepSealsInput): Promise<"kept" | "held">;
  /** Seals of a campaign, in their order. */
  seals(input: SealsInput): Promise<readonly StoredSeal[]>;
  /** What its owner should know of the server and of what was set aside. Absent = there is no server. */
  diagnostics?(): Promise<readonly StoreDiagnostic[]>;

  /**
   * Keeps requests inside the caller's own transaction: one inserted row. They are carried out exactly once, after it
   * has committed and before the next claim. Absent = this store takes no part in others' transactions.
   */
  deposit?(db: CallerDb, requests: readonly StoreRequest[]): Promise<void>;
  /**
   * Calls `heard` when another process may have made something due, so that work begins at once and not with the next
   * poll. A hint and no promise. Answers how to stop. Absent = there are no other processes that could say so.
   */
  listen?(heard: () => void): () => Promise<void>;
  /** Per-second accept and latency bins for the watch. */
  bins(input: BinsInput): Promise<BinsAnswer>;
  /** How many of the recipients of each flow answered, of those messaged within a stretch of time. */
  responseCounts(input: ResponseCountsInput): Promise<readonly ResponseCountRow[]>;
  /** Since when providers of a campaign withhold their receipts, in place of what was said before. */
  noteSilences(input: SilencesInput): Promise<void>;
  /** Opens, notes or ends an incident; of one subject only one is open. */
  incident(change: IncidentChange): Promise<IncidentAnswer>;
  incidents(input: IncidentsInput): Promise<Page<IncidentRow>>;
  /**
   * Everything leaves for another store; continues with a departure that did not end. `to` is what later openings say.
   * Works on a closed store. Absent = nothing leaves here.
   * @throws {StoreError} `store/busy` while a process works with it, `store/moved`
   */
  depart?(to: string): Promise<Departure>;
  /**
   * Takes everything in, in one transaction, and compares both ledgers. Works on an open store.
   * @throws {StoreError} `store/not-ours` when there is something here already, `store/damaged` when the ledgers differ
   */
  arrive?(departure: Departure): Promise<Arrival>;
  /**
   * This store was restored from an older copy, or is a copy: numbers that leave the house (of recipients, messages and
   * events) resume where none was given out, neither in the days that were lost nor by the other copy. What was given
   * out before stays good.
   * @throws {StoreError} `store/busy` while a process works with it
   */
  restored(): Promise<RestoredAnswer>;
  /** The keys of these names; one that is not there, or no longer, is left out. */
  personKeys(names: readonly string[]): Promise<readonly PersonKey[]>;
  /**
   * Marks of the master keys under which something in the store is encrypted. As it stands at the moment: not remembered,
   * and quick however much is stored, as it is asked whenever a store is opened.
   */
  masterKeys(): Promise<readonly string[]>;
  /** Rows to be encrypted, or to come under the newest master key, in batches of a walk over everything. */
  rowsToReencrypt(input: ReencryptInput): Promise<ReencryptPage>;
  /** Replaces such rows where they were not changed or emptied meanwhile. Answers how many. None = the walk is over. */
  rewrite(rows: readonly RewrittenRow[]): Promise<number>;
  /**
   * Deletes what came in and matched no recipient within seven days, then takes out what was kept for long enough, in batches
   * of a walk over everything; what is counted stays.
   */
  retain(input: RetainInput): Promise<RetainAnswer>;
}
