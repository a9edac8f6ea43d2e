import type { IncomingMessage, ServerResponse } from "node:http";
import type {
  CampaignHandle as EngineHandle,
  Erased,
  EraseOptions,
  EventHandler,
  InTransaction,
  OpenOptions,
  SendAnswer,
  SendInput,
  StartOptions,
  SuppressionList,
} from "@relance/engine";
import type { CampaignEvidence } from "@relance/evidence/sealing";
import type { CampaignForecast, PlanOptions } from "@relance/forecast";
import type { CampaignReading, CampaignViews } from "@relance/report/views";
import type {
  AcknowledgeEvent,
  AcknowledgeResult,
  CampaignTypes,
  CapturedRow,
  DepositResult,
  Duration,
  EventPage,
  Health,
  IncidentRow,
  Ledger,
  LoadedCampaign,
  RecipientStatus,
  WorkersAnswer,
} from "@relance/spec";
import type { Providers } from "./relance-config.ts";

/** A stored campaign. Every method throws `config/invalid` for an unknown option. */
export interface CampaignHandle<Row = unknown, Answer extends string = string>
  extends EngineHandle<Row, Answer>,
    CampaignReading,
    CampaignEvidence {}

/** The stored campaigns. Every method throws `config/invalid` for an unknown option. */
interface Campaigns {
  /**
   * Forecasts a start: which recipients each step reaches and when, who has too little time, and the cost. No recipient
   * is enrolled.
   * @throws {ConfigError} `config/provider-unknown`, `audience/unreadable`, `config/invalid` without rows
   */
  plan<T extends CampaignTypes>(
    campaign: LoadedCampaign<T>,
    options?: PlanOptions<T["row"]>,
  ): Promise<CampaignForecast>;
  /**
   * Enrolls all recipients, seals the audience, and opens the queues. After a crash, repeat the call to resume.
   * @throws {ConfigError} `campaign/already-closed`, `campaign/changed`, `campaign/recipients-mismatch`,
   * `campaign/invalid`, `audience/unexpected`, `audience/unreadable`, `config/provider-unknown`,
   * `config/price-missing`, `config/invalid`
   */
  start<T extends CampaignTypes>(
    campaign: LoadedCampaign<T>,
    options?: StartOptions<T["row"]>,
  ): Promise<CampaignHandle<T["row"], T["answer"]>>;
  /**
   * Starts, continues or amends a campaign with `audience.mode: open`. Call it at each start of the application. While
   * two releases of the application run, the newer campaign version applies to rows from both.
   * @throws {ConfigError} `campaign/already-closed`, `campaign/not-amendable`, `campaign/invalid`,
   * `audience/unreadable`, `config/provider-unknown`, `config/price-missing`, `config/invalid`
   */
  open<T extends CampaignTypes>(
    campaign: LoadedCampaign<T>,
    options?: OpenOptions,
  ): Promise<CampaignHandle<T["row"], T["answer"]>>;
  /** Returns a campaign by its name, or by the `id` of a handle. @throws {ConfigError} `campaign/unknown` */
  get(name: string, options?: { readonly occurrence?: string; readonly tenant?: string }): Promise<CampaignHandle>;
  get(id: number): Promise<CampaignHandle>;
  /** Returns all campaigns, the oldest first. */
  list(): Promise<readonly CampaignHandle[]>;
  /** Returns the ledgers of all campaigns. */
  ledgers(): Promise<readonly Ledger[]>;
}

interface EventsPage {
  /** The cursor from the previous page. @default the oldest event */
  readonly cursor?: string | undefined;
  /** @default 500 */
  readonly limit?: number | undefined;
}

interface IncidentsFilter {
  /** The `id` of a campaign, to get only its incidents and those of its providers. @default all incidents */
  readonly campaign?: number | undefined;
  /** True = only open incidents. @default false */
  readonly open?: boolean | undefined;
}

export interface Subscription {
  /** Stops after the current page. The next subscription with this name continues there. */
  stop(): Promise<void>;
}

/** A gateway with any channels. Every method throws `config/invalid` for an unknown option. */
export interface RelanceLike extends AsyncDisposable {
  readonly campaigns: Campaigns;
  /** Records events of your application. An event may repeat, and may arrive before the enrollment. */
  acknowledge(events: readonly AcknowledgeEvent[]): Promise<readonly AcknowledgeResult[]>;
  /**
   * Records events once your transaction commits, before the next message is sent.
   * @throws {ConfigError} `config/invalid` for an unknown property of an event, `config/db-unsupported` if the store
   * cannot join your transaction
   */
  acknowledge(events: readonly AcknowledgeEvent[], options: InTransaction): Promise<readonly DepositResult[]>;
  /**
   * Erases recipients in all campaigns of their tenant: cancels open enrollments, erases personal data and texts, keeps
   * the counts, and refuses later rows. Receipts and replies that match no recipient are deleted after seven days. If a
   * key is unknown and `unknown` is not set, nothing is erased.
   * @throws {MessageError} `message/bad-key`, `message/never-here`
   */
  erase(keys: readonly string[], options: EraseOptions): Promise<Erased>;
  /**
   * Returns whether the store has data about a key (`here`), has erased it (`forgotten`), or never had any (`never`).
   * The default tenant is "".
   * @throws {MessageError} `message/bad-key`
   */
  recipientStatus(key: string, tenant?: string): Promise<RecipientStatus>;
  readonly suppressions: SuppressionList;
  /**
   * Runs a plugin's command, such as `command("webhooks", "resume", { name: "crm" })`.
   * @throws {ConfigError} `config/invalid`
   */
  command(plugin: string, command: string, input?: object): Promise<readonly unknown[]>;
  /** Yields messages that were captured instead of sent. `after` is the `id` of the last message that you have read. */
  outbox(options?: { readonly after?: number | undefined }): AsyncIterable<CapturedRow>;
  /**
   * Returns up to `limit` events after `cursor`, oldest first, and the next cursor. Your application stores the cursor.
   * @throws {StoreError} `events/cursor-expired`
   */
  events(page: EventsPage): Promise<EventPage>;
  /** Yields incidents, the oldest first. */
  incidents(filter?: IncidentsFilter): AsyncIterable<IncidentRow>;
  /** Returns the live processes, and messages that none of them can send. */
  workers(): Promise<WorkersAnswer>;
  /** Views of running campaigns, as `@relance/console` shows them. */
  readonly views: CampaignViews;
  /**
   * Delivers events to a named subscription. The store keeps its cursor. One process at a time delivers the events,
   * each of them at least once. If an event is delivered again, it has the same id.
   * @throws {ConfigError} `config/invalid` if this gateway already has a subscription with this name
   */
  subscribe(name: string, handler: EventHandler): Subscription;
  /** Delivers the events of one campaign. The answer may be of an earlier version, which `T` does not list. */
  subscribe<T extends CampaignTypes>(
    name: string,
    campaign: LoadedCampaign<T>,
    handler: EventHandler<T["answer"]>,
  ): Subscription;
  /**
   * Handles all inbound HTTP requests, on hosts with `Request` and `Response`.
   * @throws {ConfigError} `config/invalid` without a `publicUrl`
   */
  handle(request: Request): Promise<Response>;
  /**
   * Returns a handler for node:http, Express and Connect.
   * @throws {ConfigError} `config/invalid` without a `publicUrl`
   */
  nodeHandler(): (incoming: IncomingMessage, outgoing: ServerResponse) => void;
  /**
   * Runs the worker until `signal` aborts, then waits up to `grace` (default `25s`) for messages that are being sent.
   * @throws {ConfigError} `config/invalid` if `run` or `runOnce` is already active
   * @throws {StoreError} for a permanent failure of the store, such as `store/damaged`
   */
  run(options: { readonly signal: AbortSignal; readonly grace?: Duration | undefined }): Promise<void>;
  /**
   * Runs the worker until nothing is due, for at most `within`, such as `10s`. Suits cron jobs and serverless hosts.
   * @throws as {@link run}
   */
  runOnce(options: { readonly within: Duration }): Promise<void>;
  /** Returns the health of store, worker and audit. Reports a store failure in the result instead of throwing it. */
  health(): Promise<Health>;
  /** Waits up to `grace` (default `25s`) for messages that are being sent, then closes store and providers. */
  close(options?: { readonly grace?: Duration | undefined }): Promise<void>;
}

/** A gateway. Any process may enroll, read and acknowledge. A process that calls {@link RelanceLike.run} also sends. */
export interface Relance<P extends Providers = Providers> extends RelanceLike {
  /**
   * Sends one message, with receipts, escalation and ledger.
   * @throws {MessageError} `message/no-contact`, `message/bad-phone`, `message/bad-mailbox`,
   * `message/bad-subscription`, `message/bad-token`, `message/bad-address`, `message/bad-timezone`, `message/bad-key`,
   * `message/bad-time`, `message/unknown-step`, `message/missing-variable`, `message/template-failed`,
   * `message/header-injection`, `message/too-long`, `message/bad-text`, `message/key-reused`, `message/forgotten`, and
   * of its guard `message/country-refused`, `message/number-full`, `message/prefix-full`, `message/prefix-refused`
   * @throws {ConfigError} `config/provider-unknown`, `config/invalid` for an unknown option
   */
  send(message: SendInput<P>): Promise<SendAnswer>;
  /**
   * Sends one message after your transaction commits, and none after a rollback.
   * @throws {ConfigError} `config/db-unsupported` if the store cannot join your transaction, and the errors that `send`
   * throws without `db`
   */
  send(message: SendInput<P>, options: InTransaction): Promise<DepositResult>;
}
