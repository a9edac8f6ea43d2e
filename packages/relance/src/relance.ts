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
import type { CampaignForecast } from "@relance/forecast";
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
  PersonStatus,
  PriceList,
  WorkersAnswer,
} from "@relance/spec";
import type { Providers } from "./relance-config.ts";

/** A campaign in the store: orders about it and its recipients, reports and lists. Every call refuses unknown options (`config/invalid`). */
export interface CampaignHandle<Row = unknown, Answer extends string = string>
  extends EngineHandle<Row, Answer>,
    CampaignReading,
    CampaignEvidence {}

export interface PlanOptions<Row = unknown> {
  /** Rows from the program; the campaign's file must then name none. */
  readonly rows?: Iterable<Row> | AsyncIterable<Row> | undefined;
  /** When the campaign would start. @default now */
  readonly startAt?: Date | undefined;
  /** The tenant whose suppressions count. @default "" */
  readonly tenant?: string | undefined;
  /** The run of the campaign; if it is already running, an extended deadline counts. @default "" */
  readonly occurrence?: string | undefined;
  /** @default the gateway's own */
  readonly prices?: PriceList | undefined;
  /** Called regularly with the number of rows read, and the share of the file, 0 to 1, if known. */
  readonly onProgress?: ((rows: number, share?: number) => void) | undefined;
}

/** The campaigns in the store. Every call refuses unknown options (`config/invalid`). */
export interface Campaigns {
  /**
   * Returns the forecast of a start: whom each step reaches and when, who has too little time, and the cost. Nothing is
   * enrolled. For a running campaign, deadlines that an operator extended count.
   * @throws {ConfigError} `config/provider-unknown` · `audience/unreadable` · `config/invalid` without any rows
   */
  plan<T extends CampaignTypes>(
    campaign: LoadedCampaign<T>,
    options?: PlanOptions<T["row"]>,
  ): Promise<CampaignForecast>;
  /**
   * Enrolls all recipients, seals the audience, and opens the queues. A second call after a crash resumes.
   * @throws {ConfigError} `campaign/already-closed`, `campaign/changed`, `campaign/recipients-mismatch`,
   * `campaign/invalid`, `audience/unexpected`, `audience/unreadable`, `config/provider-unknown`,
   * `config/price-missing`, `config/invalid`
   */
  start<T extends CampaignTypes>(
    campaign: LoadedCampaign<T>,
    options?: StartOptions<T["row"]>,
  ): Promise<CampaignHandle<T["row"], T["answer"]>>;
  /**
   * For a campaign with `audience.mode: open`, at every start of the application: starts, continues or amends it (as
   * {@link CampaignHandle.amend}), as needed. While two releases run, the newer version stays in force, and rows that
   * the older release enrolls join it.
   * @throws {ConfigError} `campaign/already-closed`, `campaign/not-amendable`, `campaign/invalid`,
   * `audience/unreadable`, `config/provider-unknown`, `config/price-missing`, `config/invalid`
   */
  open<T extends CampaignTypes>(
    campaign: LoadedCampaign<T>,
    options?: OpenOptions,
  ): Promise<CampaignHandle<T["row"], T["answer"]>>;
  /**
   * Finds a campaign by its name, or by the `id` of a handle.
   * @throws {ConfigError} `campaign/unknown`
   */
  get(name: string, options?: { readonly occurrence?: string; readonly tenant?: string }): Promise<CampaignHandle>;
  get(id: number): Promise<CampaignHandle>;
  /** All campaigns, oldest first. */
  list(): Promise<readonly CampaignHandle[]>;
  /** All ledgers, read in one call. */
  ledgers(): Promise<readonly Ledger[]>;
}

interface EventsPage {
  /** The cursor of the previous page, unchanged. @default the beginning */
  readonly cursor?: string | undefined;
  /** @default 500 */
  readonly limit?: number | undefined;
}

interface IncidentsFilter {
  /** The `id` of a campaign: its own incidents, and those of its providers since it began. @default all */
  readonly campaign?: number | undefined;
  /** Returns only incidents that are open. @default false */
  readonly open?: boolean | undefined;
}

export interface Subscription {
  /** Stops after the current page; the next subscription continues there. */
  stop(): Promise<void>;
}

/**
 * Every gateway, whatever its channels, for tools and functions over any gateway. Every call refuses unknown options
 * (`config/invalid`).
 */
export interface RelanceLike extends AsyncDisposable {
  readonly campaigns: Campaigns;
  /** Records events of your own system, also repeated, in bulk, early or late. Returns one result per item. */
  acknowledge(events: readonly AcknowledgeEvent[]): Promise<readonly AcknowledgeResult[]>;
  /**
   * Records events inside your own transaction, with effect from its commit and before anything else is sent.
   * @throws {ConfigError} `config/invalid` for an unknown member of an event
   * @throws {ConfigError} `config/db-unsupported` on a store that cannot join your transactions
   */
  acknowledge(events: readonly AcknowledgeEvent[], options: InTransaction): Promise<readonly DepositResult[]>;
  /**
   * Forgets recipients in all campaigns of their tenant: cancels open enrollments, erases all that identifies them and
   * all texts, keeps the counts, and refuses their later rows. Unmatched inbound items are deleted after seven days. An
   * unknown key is refused, and then no recipient of the list is forgotten, unless `unknown` is set.
   * @throws {MessageError} `message/bad-key`, `message/never-here`
   */
  erase(keys: readonly string[], options: EraseOptions): Promise<Erased>;
  /**
   * Returns whether the store knows this key: `here`, `forgotten`, or `never`.
   * @param tenant - the recipient's tenant; by default ""
   * @throws {MessageError} `message/bad-key`
   */
  personStatus(key: string, tenant?: string): Promise<PersonStatus>;
  /** Reads, adds and lifts suppressions. */
  readonly suppressions: SuppressionList;
  /**
   * Runs a command of a plugin, such as `command("webhooks", "resume", { name: "crm" })`, and returns its results.
   * @throws {ConfigError} `config/invalid`
   */
  command(plugin: string, command: string, input?: object): Promise<readonly unknown[]>;
  /** Messages that `delivery` stored instead of sending, oldest first; `after` is the `id` of an earlier one. */
  outbox(options?: { readonly after?: number | undefined }): AsyncIterable<CapturedRow>;
  /**
   * Events, the oldest first, one page at a time: up to `limit` events after `cursor`, and the next cursor. Use this
   * method if a subscription does not fit; you store the cursor yourself.
   * @throws {StoreError} `events/cursor-expired`
   */
  events(page: EventsPage): Promise<EventPage>;
  /** Incidents in the order in which they began. */
  incidents(filter?: IncidentsFilter): AsyncIterable<IncidentRow>;
  /** Live processes, and messages that none of them can send. */
  workers(): Promise<WorkersAnswer>;
  /** Live views of campaigns, as used by `@relance/console` and `relance status --follow`. */
  readonly views: CampaignViews;
  /**
   * A named subscription with its cursor in the store, one active consumer, at-least-once delivery and stable ids.
   * @throws {ConfigError} `config/invalid` for a name that this gateway has already subscribed
   */
  subscribe(name: string, handler: EventHandler): Subscription;
  /**
   * A subscription to one campaign, in each `occurrence`, with typed answers. Answers of an earlier version that the
   * compiler does not know may still arrive.
   */
  subscribe<T extends CampaignTypes>(
    name: string,
    campaign: LoadedCampaign<T>,
    handler: EventHandler<T["answer"]>,
  ): Subscription;
  /**
   * Handles all inbound HTTP, for hosts with `Request` and `Response`.
   * @throws {ConfigError} `config/invalid` without a `publicUrl`
   */
  handle(request: Request): Promise<Response>;
  /**
   * Handles inbound HTTP for node:http, Express and Connect.
   * @throws {ConfigError} `config/invalid` without a `publicUrl`
   */
  nodeHandler(): (incoming: IncomingMessage, outgoing: ServerResponse) => void;
  /**
   * Runs the worker until `signal` aborts, then settles messages in flight for up to `grace` (by default `25s`), and
   * resolves.
   * @throws {ConfigError} `config/invalid` while `run` or `runOnce` is already active
   * @throws {StoreError} for a permanent failure of the store, such as `store/damaged`
   */
  run(options: { readonly signal: AbortSignal; readonly grace?: Duration | undefined }): Promise<void>;
  /**
   * Runs the worker until nothing is due or the duration `within` has passed, such as `10s`; for cron and serverless hosts.
   * @throws as {@link run}
   */
  runOnce(options: { readonly within: Duration }): Promise<void>;
  /** Status of store, worker and audit. Reports a failing store instead of throwing. */
  health(): Promise<Health>;
  /**
   * Stops claiming, releases unsent messages, settles those in flight for up to `grace` (by default `25s`), and
   * closes store and providers. A second call waits for the first.
   */
  close(options?: { readonly grace?: Duration | undefined }): Promise<void>;
}

/**
 * A gateway: a client that enrolls, reads and acknowledges, and, after {@link RelanceLike.run}, a worker that sends.
 * Opening it sends nothing.
 */
export interface Relance<P extends Providers = Providers> extends RelanceLike {
  /**
   * Sends one message with the engine of campaigns: receipts, escalation and ledger included.
   * @throws {MessageError} `message/no-contact`, `message/bad-phone`, `message/bad-mailbox`,
   * `message/bad-subscription`, `message/bad-token`, `message/bad-address`, `message/bad-timezone`, `message/bad-key`,
   * `message/bad-deadline`, `message/unknown-step`, `message/missing-variable`, `message/template-failed`,
   * `message/header-injection`, `message/too-long`, `message/bad-text`, `message/key-reused`, `message/forgotten`, and
   * of its guard `message/country-refused`, `message/number-full`, `message/prefix-full`, `message/prefix-refused`
   * @throws {ConfigError} `config/provider-unknown`, `config/invalid` for an unknown option
   */
  send(message: SendInput<P>): Promise<SendAnswer>;
  /**
   * Sends inside your own transaction: after its commit, and never if it is rolled back. Throws what the other form
   * throws.
   * @throws {ConfigError} `config/db-unsupported` on a store that cannot join your transactions
   */
  send(message: SendInput<P>, options: InTransaction): Promise<DepositResult>;
}
