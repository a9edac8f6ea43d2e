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

/** A campaign in the store. Every call refuses unknown options (`config/invalid`). */
export interface CampaignHandle<Row = unknown, Answer extends string = string>
  extends EngineHandle<Row, Answer>,
    CampaignReading,
    CampaignEvidence {}

export interface PlanOptions<Row = unknown> {
  /** Rows of the program. The campaign file must then name no audience file. */
  readonly rows?: Iterable<Row> | AsyncIterable<Row> | undefined;
  /** Start of the campaign. @default now */
  readonly startAt?: Date | undefined;
  /** The tenant whose suppressions apply. @default "" */
  readonly tenant?: string | undefined;
  /** The run of the campaign. In a running campaign, extended deadlines apply. @default "" */
  readonly occurrence?: string | undefined;
  /** @default the gateway's prices */
  readonly prices?: PriceList | undefined;
  /** Called with the number of rows read, and the share of the file (0 to 1) if known. */
  readonly onProgress?: ((rows: number, share?: number) => void) | undefined;
}

/** The campaigns in the store. Every call refuses unknown options (`config/invalid`). */
export interface Campaigns {
  /**
   * Returns the forecast of a start: whom each step reaches and when, who has too little time, and the cost. Nothing is
   * enrolled.
   * @throws {ConfigError} `config/provider-unknown`, `audience/unreadable`, `config/invalid` without rows
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
   * Starts, continues or amends a campaign with `audience.mode: open`. Call this method at every start of the
   * application. While two releases run, the newer version stays in force, and rows of the older release join it.
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
  /** Returns all ledgers in one read. */
  ledgers(): Promise<readonly Ledger[]>;
}

interface EventsPage {
  /** The cursor of the previous page. @default the beginning */
  readonly cursor?: string | undefined;
  /** @default 500 */
  readonly limit?: number | undefined;
}

interface IncidentsFilter {
  /** The `id` of a campaign: its own incidents, and those of its providers since it began. @default all */
  readonly campaign?: number | undefined;
  /** True = only open incidents. @default false */
  readonly open?: boolean | undefined;
}

export interface Subscription {
  /** Stops after the current page. The next subscription with this name continues there. */
  stop(): Promise<void>;
}

/** A gateway with any channels. Every call refuses unknown options (`config/invalid`). */
export interface RelanceLike extends AsyncDisposable {
  readonly campaigns: Campaigns;
  /** Records events of your own system. Events may repeat, and arrive early or late. */
  acknowledge(events: readonly AcknowledgeEvent[]): Promise<readonly AcknowledgeResult[]>;
  /**
   * Records events when your transaction commits, before anything else is sent.
   * @throws {ConfigError} `config/invalid` for an unknown member of an event, `config/db-unsupported` on a store that
   * cannot join your transactions
   */
  acknowledge(events: readonly AcknowledgeEvent[], options: InTransaction): Promise<readonly DepositResult[]>;
  /**
   * Forgets recipients in all campaigns of their tenant: cancels open enrollments, erases identifying data and texts,
   * keeps the counts, and refuses later rows. Unmatched inbound items are deleted after seven days. Unless `unknown` is
   * set, an unknown key is refused, and no recipient is forgotten.
   * @throws {MessageError} `message/bad-key`, `message/never-here`
   */
  erase(keys: readonly string[], options: EraseOptions): Promise<Erased>;
  /**
   * Returns whether the store knows this key of a tenant (by default ""): `here`, `forgotten`, or `never`.
   * @throws {MessageError} `message/bad-key`
   */
  personStatus(key: string, tenant?: string): Promise<PersonStatus>;
  readonly suppressions: SuppressionList;
  /**
   * Runs a plugin's command, such as `command("webhooks", "resume", { name: "crm" })`. @throws {ConfigError}
   * `config/invalid`
   */
  command(plugin: string, command: string, input?: object): Promise<readonly unknown[]>;
  /** Yields messages that `delivery` stored instead of sending. `after` is the `id` of the last known one. */
  outbox(options?: { readonly after?: number | undefined }): AsyncIterable<CapturedRow>;
  /**
   * Returns up to `limit` events after `cursor`, the oldest first, and the next cursor, which you store yourself.
   * @throws {StoreError} `events/cursor-expired`
   */
  events(page: EventsPage): Promise<EventPage>;
  /** Yields incidents in the order in which they began. */
  incidents(filter?: IncidentsFilter): AsyncIterable<IncidentRow>;
  /** Returns live processes, and messages that no live process can send. */
  workers(): Promise<WorkersAnswer>;
  /** Live views of campaigns, for `@relance/console` and `relance status --follow`. */
  readonly views: CampaignViews;
  /**
   * Delivers events to a named subscription. The store keeps the cursor, one process at a time delivers, and each event
   * is delivered at least once with a stable id.
   * @throws {ConfigError} `config/invalid` for a name that this gateway has already subscribed
   */
  subscribe(name: string, handler: EventHandler): Subscription;
  /** Delivers the events of one campaign. Its earlier versions may have answers that the compiler does not know. */
  subscribe<T extends CampaignTypes>(
    name: string,
    campaign: LoadedCampaign<T>,
    handler: EventHandler<T["answer"]>,
  ): Subscription;
  /**
   * Handles all inbound HTTP of hosts with `Request` and `Response`. @throws {ConfigError} `config/invalid` without a
   * `publicUrl`
   */
  handle(request: Request): Promise<Response>;
  /**
   * Returns a handler for node:http, Express and Connect. @throws {ConfigError} `config/invalid` without a `publicUrl`
   */
  nodeHandler(): (incoming: IncomingMessage, outgoing: ServerResponse) => void;
  /**
   * Runs the worker until `signal` aborts, then settles messages in flight for up to `grace` (by default `25s`).
   * @throws {ConfigError} `config/invalid` while `run` or `runOnce` is already active
   * @throws {StoreError} for a permanent failure of the store, such as `store/damaged`
   */
  run(options: { readonly signal: AbortSignal; readonly grace?: Duration | undefined }): Promise<void>;
  /**
   * Runs the worker until nothing is due, or for `within`, such as `10s`. For cron and serverless hosts. @throws as
   * {@link run}
   */
  runOnce(options: { readonly within: Duration }): Promise<void>;
  /** Returns the status of store, worker and audit. A failing store is reported, not thrown. */
  health(): Promise<Health>;
  /** Settles messages in flight for up to `grace` (by default `25s`), and closes store and providers. */
  close(options?: { readonly grace?: Duration | undefined }): Promise<void>;
}

/** A gateway: a client that enrolls, reads and acknowledges, and after {@link RelanceLike.run} a worker that sends. */
export interface Relance<P extends Providers = Providers> extends RelanceLike {
  /**
   * Sends one message, with receipts, escalation and ledger.
   * @throws {MessageError} `message/no-contact`, `message/bad-phone`, `message/bad-mailbox`,
   * `message/bad-subscription`, `message/bad-token`, `message/bad-address`, `message/bad-timezone`, `message/bad-key`,
   * `message/bad-deadline`, `message/unknown-step`, `message/missing-variable`, `message/template-failed`,
   * `message/header-injection`, `message/too-long`, `message/bad-text`, `message/key-reused`, `message/forgotten`, and
   * of its guard `message/country-refused`, `message/number-full`, `message/prefix-full`, `message/prefix-refused`
   * @throws {ConfigError} `config/provider-unknown`, `config/invalid` for an unknown option
   */
  send(message: SendInput<P>): Promise<SendAnswer>;
  /**
   * Sends one message after your transaction commits, and never after a rollback. Also throws what the other form
   * throws.
   * @throws {ConfigError} `config/db-unsupported` on a store that cannot join your transactions
   */
  send(message: SendInput<P>, options: InTransaction): Promise<DepositResult>;
}
