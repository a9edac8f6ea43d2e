import type { Codec } from "./codec.ts";
import type {
  Budget,
  BudgetChange,
  ChargeItem,
  ChargeStatus,
  ControlAnswer,
  GateChange,
  PermitAnswer,
  PermitInput,
  QueuesAnswer,
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
  SealInput,
  StoredVersion,
  VersionsInput,
} from "./define.ts";
import type { CallerDb, StoreRequest } from "./deposit.ts";
import type { EraseAnswer, EraseInput, RetainAnswer, RetainInput } from "./erase.ts";
import type { EventDetailsInput, EventDetailsPage } from "./event-details.ts";
import type {
  AcknowledgeAnswer,
  AcknowledgeItem,
  PageInput,
  RecordAnswer,
  RecordItem,
  RepliesInput,
  ReplyRow,
} from "./inbound.ts";
import type { LeaseAnswer, LeaseInput, PluginSqlAnswer, PluginSqlInput } from "./lease.ts";
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

export interface StoreMigrations {
  /** Returns the SQL of all missing migrations as one transaction; "" if none is missing. */
  plan(): Promise<string>;
  run(): Promise<void>;
}

/** Holds all durable state. Each verb is one transaction and may be repeated. See docs/store-contract.md. */
export interface Store {
  readonly kind: string;

  /** Opens and migrates the store. A repeated call is allowed. Afterwards, `codec` encrypts personal data. */
  open(options?: { readonly codec?: Codec | undefined }): Promise<StoreInfo>;
  close(): Promise<void>;
  /** Migrates without opening the store, for databases whose schema only an administrator may change. */
  readonly migrations?: StoreMigrations | undefined;

  define(input: DefineInput): Promise<DefineAnswer>;
  /** Returns campaign versions, oldest first: those that match every given member of `input`. */
  versions(input?: VersionsInput): Promise<readonly StoredVersion[]>;
  enroll(chunk: EnrollChunk): Promise<EnrollAnswer>;
  /** Replaces the rows of enrolled recipients, including their deadlines and contacts. */
  reschedule(input: RescheduleInput): Promise<RescheduleAnswer>;
  /** Completes an import, and starts the campaign. @throws {StoreError} `store/import-incomplete` */
  seal(input: SealInput): Promise<void>;

  claim(request: ClaimRequest): Promise<ClaimAnswer>;
  settle(worker: string, outcomes: readonly AttemptOutcome[]): Promise<readonly SettleStatus[]>;
  /** Returns the ids of this worker's attempts that have no outcome yet. */
  pendingAttempts(worker: string): Promise<readonly string[]>;
  heartbeat(input: HeartbeatInput): Promise<HeartbeatAnswer>;
  /** Returns live workers, messages that no worker can send, and unfinished commands about whole campaigns. */
  workers(): Promise<WorkersAnswer>;
  /** Marks the unfinished attempts of dead workers as uncertain. */
  recover(): Promise<BatchAnswer>;
  /** Returns attempts whose status to request: uncertain ones, those in a gap or about to be cancelled, or a sample. */
  resolve(input: ResolveInput): Promise<readonly ResolveQuestion[]>;

  /** Charges messages against budgets before they are sent. Parallel charges never exceed a budget. */
  charge(items: readonly ChargeItem[]): Promise<readonly ChargeStatus[]>;

  record(items: readonly RecordItem[]): Promise<readonly RecordAnswer[]>;
  fold(): Promise<BatchAnswer>;
  acknowledge(items: readonly AcknowledgeItem[]): Promise<readonly AcknowledgeAnswer[]>;

  escalate(): Promise<BatchAnswer>;
  expire(): Promise<BatchAnswer>;

  suppress(rules: readonly SuppressInput[]): Promise<readonly SuppressAnswer[]>;
  /** Applies all changes, or none if one is `stale`. A {@link SilenceChange} replaces the campaign's earlier one. */
  control(changes: readonly (GateChange | SilenceChange)[]): Promise<ControlAnswer>;
  /** Returns the status of the queues of one campaign or of all, and of paused providers. */
  queues(campaign?: number, options?: { readonly waiting?: boolean | undefined }): Promise<QueuesAnswer>;
  /** Sets a limit, and releases recipients whom the old limit stopped. Returns `undefined` without a budget. */
  budget(change: BudgetChange): Promise<Budget | undefined>;
  transition(input: TransitionInput): Promise<TransitionAnswer>;
  permit(input: PermitInput): Promise<PermitAnswer>;

  now(): Promise<number>;
  /** Returns ledgers of one campaign or of all. With `errors`, the duration grows with the failed messages. */
  count(campaign?: number, options?: { readonly errors?: boolean | undefined }): Promise<readonly Ledger[]>;
  /** Reads one recipient. `with-requests` adds raw requests of receipts, which may identify the recipient. */
  read(
    target: { readonly enrollment: number } | { readonly campaign: number; readonly key: string },
    options?: { readonly receipts?: "without-requests" | "with-requests" | undefined },
  ): Promise<Recipient | undefined>;
  list(input: ListInput): Promise<Page<RecipientRow>>;
  statuses(input: StatusesInput): Promise<StatusesAnswer>;
  replies(input: RepliesInput): Promise<Page<ReplyRow>>;
  suppressions(input: PageInput & { readonly tenant?: string | undefined }): Promise<Page<SuppressionRow>>;
  outbox(input: PageInput): Promise<Page<CapturedRow>>;
  /** @throws {StoreError} `events/cursor-expired` */
  events(input: EventsInput): Promise<EventPage>;
  audit(input: PageInput): Promise<AuditAnswer>;
  lease(input: LeaseInput): Promise<LeaseAnswer>;
  /** Runs SQL over the tables of one plugin. @throws {RangeError} for a statement that names another table */
  pluginSql(input: PluginSqlInput): Promise<PluginSqlAnswer>;
  /** Returns events as seals contain them; after a cursor, only hashes. @throws {StoreError} `events/cursor-expired` */
  eventDetails(input: EventDetailsInput): Promise<EventDetailsPage>;
  /** Stores seals and the sealed position. `held`: another process owns the task, so nothing was stored. */
  keepSeals(input: KeepSealsInput): Promise<"kept" | "held">;
  seals(input: SealsInput): Promise<readonly StoredSeal[]>;
  /** Returns warnings for the operator of the database server. Absent if the database has no server. */
  diagnostics?(): Promise<readonly StoreDiagnostic[]>;

  /** Stores requests in the caller's own transaction. The store applies each one once, before the next claim. */
  deposit?(db: CallerDb, requests: readonly StoreRequest[]): Promise<void>;
  /** Calls `onHint` when another process may have caused due work. Calls may be lost. Returns a stop function. */
  listen?(onHint: () => void): () => Promise<void>;
  /** Returns per-second counts of accepted messages and latencies, for the watch. */
  bins(input: BinsInput): Promise<BinsAnswer>;
  responseCounts(input: ResponseCountsInput): Promise<readonly ResponseCountRow[]>;
  /** Opens, notes or ends an incident. At most one incident per subject is open at a time. */
  incident(change: IncidentChange): Promise<IncidentAnswer>;
  incidents(input: IncidentsInput): Promise<Page<IncidentRow>>;
  /** Moves all data to another store, or resumes a move. @throws {StoreError} `store/busy`, `store/moved` */
  depart?(to: string): Promise<Departure>;
  /** Imports all data in one transaction. @throws {StoreError} `store/not-ours` if this store is not empty */
  arrive?(departure: Departure): Promise<Arrival>;
  /** Call this after you restore a backup: new rows get numbers that no copy uses. @throws {StoreError} `store/busy` */
  markRestored(): Promise<{ readonly from: number }>;
  /** Encrypts plain data, and re-encrypts data under older master keys. Only one `owner` at a time runs the task. */
  reencrypt(owner: string, signal: AbortSignal): Promise<void>;
  /** Erases expired data in batches, and deletes unmatched inbound items after seven days. Counts stay. */
  retain(input: RetainInput): Promise<RetainAnswer>;
  /** Erases recipients' data and cancels open enrollments. Later rows of them are refused. Counts stay. */
  erase(input: EraseInput): Promise<EraseAnswer>;
}
