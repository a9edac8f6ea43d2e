import type { IncomingMessage, ServerResponse } from "node:http";
import type { CampaignForecast } from "@relance/campaign";
import type {
  CampaignHandle,
  CampaignViews,
  ContactsByChannel,
  EventHandler,
  ForgetOptions,
  Forgotten,
  InTransaction,
  OpenOptions,
  SendAnswer,
  SendOnMissingReceipt,
  StartOptions,
  SuppressionList,
  Webhooks,
} from "@relance/engine";
import type {
  AcknowledgeEvent,
  AcknowledgeResult,
  CampaignTypes,
  CapturedRow,
  Channel,
  ContentOf,
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
import type { Providers } from "./gateway-config.ts";

/** An array of them; with the tuple beside it the compiler's message names the providers, and not those of another channel alone. */
type RouteOf<Name> = readonly Name[] | readonly [Name, ...Name[]];

/** A step of `send()` over the channels and providers that this gateway has. */
type SendStepOf<P extends Providers> = {
  readonly [C in Channel & keyof P]: {
    readonly channel: C;
    /** Providers in fail-over order. @default every provider of the channel, as configured */
    readonly route?: RouteOf<keyof NonNullable<P[C]> & string> | undefined;
    readonly content: ContentOf<C>;
    /** Time to wait for an acknowledgement before the next step, such as `10m`. @default until the deadline */
    readonly wait?: Duration | undefined;
    /** When silence is too long, and what follows; `resend` is for campaigns. @default after `15m`, another vendor of the route */
    readonly onMissingReceipt?: SendOnMissingReceipt | undefined;
  };
}[Channel & keyof P];

/** One message to one recipient, now. */
export interface SendOf<P extends Providers> {
  /** A repeated call with the same key sends nothing and gets the first answer. */
  readonly idempotencyKey: string;
  readonly recipient: {
    readonly key: string;
    /** Such as `{ sms: "+33639980001", email: ["a@example.org", "b@example.org"] }`; one key a channel. */
    readonly contacts: ContactsByChannel;
    /** ISO 3166 country of phone numbers written nationally, such as `FR`. @default numbers are written with their country */
    readonly country?: string | undefined;
    readonly locale?: string | undefined;
    /** Of the times on the page, such as `Europe/Paris`. @default UTC */
    readonly timezone?: string | undefined;
  };
  /** Whose message it is. Each tenant has suppressions and its own ledger. @default "" */
  readonly tenant?: string | undefined;
  /** Tried in this order until one is acknowledged. */
  readonly steps: readonly SendStepOf<P>[];
  /** Nothing is sent after it: an instant, or a duration from now, such as `+30m`. @default "+72h" */
  readonly deadline?: Date | `+${Duration}` | undefined;
  /** What the page behind the link is about, as of a campaign; 200 characters at most. @default the first step's text */
  readonly subject?: string | undefined;
  readonly acknowledge?:
    | {
        /** The words on the button of the page, 80 characters at most. @default the page's own */
        readonly labels?: { readonly done?: string | undefined } | undefined;
      }
    | undefined;
}

/** What a plan may be told besides the campaign. */
export interface PlanOptions<Row = unknown> {
  /** Rows from the program; the campaign's file then names none. */
  readonly rows?: Iterable<Row> | AsyncIterable<Row> | undefined;
  /** When the campaign would start. @default now */
  readonly startAt?: Date | undefined;
  /** Whose suppressions count. @default "" */
  readonly tenant?: string | undefined;
  /** Which run it is; if it runs already, an extended deadline counts. @default "" */
  readonly occurrence?: string | undefined;
  /** @default the gateway's own */
  readonly prices?: PriceList | undefined;
  /** Told now and then how many rows were read, and how much of the file, 0 to 1, where that is known. */
  readonly onProgress?: ((rows: number, share?: number) => void) | undefined;
}

/** The campaigns in the store. Every call refuses an option that it does not have (`config/invalid`). */
export interface Campaigns {
  /**
   * What a start would come to: whom each step reaches and when, whose time is short, what it costs. No recipient is enrolled.
   * Of a campaign that runs already it goes by the deadlines that an operator extended.
   * @throws {ConfigError} `config/provider-unknown` · `audience/unreadable` · `config/invalid` without any rows
   */
  plan<T extends CampaignTypes>(
    campaign: LoadedCampaign<T>,
    options?: PlanOptions<T["row"]>,
  ): Promise<CampaignForecast>;
  /**
   * Enrolls all recipients, seals, and opens the queues. A second call after a crash resumes where the first stopped.
   * @throws {ConfigError} `campaign/already-closed`, `campaign/changed`, `campaign/recipients-mismatch`,
   * `campaign/invalid`,
   * `audience/unexpected`, `audience/unreadable`, `config/provider-unknown`, `config/price-missing`, `config/invalid`
   */
  start<T extends CampaignTypes>(
    campaign: LoadedCampaign<T>,
    options?: StartOptions<T["row"]>,
  ): Promise<CampaignHandle<T["row"], T["answer"]>>;
  /**
   * For a campaign with `audience.mode: open`, at every start of the application: begins it, continues with it, or
   * gives it its new version as {@link CampaignHandle.amend} does, whichever applies. While two releases run, the newer
   * version stays in force, and rows that the older release enrolls join it.
   * @throws {ConfigError} `campaign/already-closed`, `campaign/not-amendable`, `campaign/invalid`,
   * `audience/unreadable`,
   * `config/provider-unknown`, `config/price-missing`, `config/invalid`
   */
  open<T extends CampaignTypes>(
    campaign: LoadedCampaign<T>,
    options?: OpenOptions,
  ): Promise<CampaignHandle<T["row"], T["answer"]>>;
  /**
   * By its name, or by the `id` of a handle.
   * @throws {ConfigError} `campaign/unknown`
   */
  get(name: string, options?: { readonly occurrence?: string; readonly tenant?: string }): Promise<CampaignHandle>;
  get(id: number): Promise<CampaignHandle>;
  /** All campaigns, oldest first. */
  list(): Promise<readonly CampaignHandle[]>;
  /** Their ledgers, in one reading. */
  counts(): Promise<readonly Ledger[]>;
}

/** Which events are read. */
interface EventsPage {
  /** Of the page before, as it was given. @default from the beginning */
  readonly cursor?: string | undefined;
  /** @default 500 */
  readonly limit?: number | undefined;
}

/** Which incidents are read. */
interface IncidentsFilter {
  /** The `id` of a campaign: its own incidents, and what its providers had since it began. @default all */
  readonly campaign?: number | undefined;
  /** Only those that have not ended. @default false */
  readonly open?: boolean | undefined;
}

/** A subscription that runs. */
export interface Subscription {
  /** Ends once the page that is being handled is; the next one continues there. */
  stop(): Promise<void>;
}

/**
 * Every gateway, whatever its channels: what tools and functions over any gateway take. Every call refuses an option that it does
 * not have (`config/invalid`).
 */
export interface GatewayLike extends AsyncDisposable {
  readonly campaigns: Campaigns;
  /** Your own system says that it happened: idempotent, in bulk, early or late. One result per item. */
  acknowledge(events: readonly AcknowledgeEvent[]): Promise<readonly AcknowledgeResult[]>;
  /**
   * The same inside your own transaction: recorded once that has committed, before anything else is sent.
   * @throws {ConfigError} `config/invalid` for a name that an event does not have
   * @throws {ConfigError} `config/db-unsupported` on a store that takes no part in your transactions
   */
  acknowledge(events: readonly AcknowledgeEvent[], options: InTransaction): Promise<readonly DepositResult[]>;
  /**
   * Forgets recipients for good, over all campaigns of their tenant: open enrollments are cancelled, everything that
   * says who they are or what was said is taken out, the counts stay, later rows of them are refused. What came in and
   * matched no recipient is deleted after seven days. A key about which nothing is here is refused, and then no key of
   * the list is forgotten, unless `unknown` says that this is meant.
   * @throws {MessageError} `message/bad-key`, `message/never-here`
   */
  forget(keys: readonly string[], options: ForgetOptions): Promise<Forgotten>;
  /**
   * Whether anything is here about a recipient of this key: `here`, `forgotten`, or `never`.
   * @param tenant - whose recipient it is; by default ""
   * @throws {MessageError} `message/bad-key`
   */
  standing(key: string, tenant?: string): Promise<PersonStatus>;
  /** Who must not be written to: read, add, lift. */
  readonly suppressions: SuppressionList;
  /** Your systems that receive events: the current status, telling them again, continuing after a stop. */
  readonly webhooks: Webhooks;
  /** The messages that `delivery` stored instead of sending them, oldest first; `after` is the `id` of one that you know. */
  captured(options?: { readonly after?: number | undefined }): AsyncIterable<CapturedRow>;
  /**
   * What happened, oldest first, a page at a time: up to `limit` events after `cursor`, and the cursor of the next page.
   * Where a subscription does not fit: it keeps its place in the store, here you keep it.
   * @throws {StoreError} `events/cursor-expired`
   */
  events(page: EventsPage): Promise<EventPage>;
  /** What the watch noticed and did, in the order of its start. */
  incidents(filter?: IncidentsFilter): AsyncIterable<IncidentRow>;
  /** The processes that live, and the work that none of them can carry. */
  workers(): Promise<WorkersAnswer>;
  /** What screens show while campaigns continue. `@relance/console` and `relance status --follow` are made of it. */
  readonly views: CampaignViews;
  /**
   * A named subscription: cursor in the store, one active consumer, at least once, stable ids.
   * @throws {ConfigError} `config/invalid` for a name that this gateway is subscribed by already
   */
  subscribe(name: string, handler: EventHandler): Subscription;
  /**
   * The same of one campaign alone, in every `occurrence`: its answers are types. Those of an earlier version that the compiler
   * does not know may still come.
   */
  subscribe<T extends CampaignTypes>(
    name: string,
    campaign: LoadedCampaign<T>,
    handler: EventHandler<T["answer"]>,
  ): Subscription;
  /**
   * Everything that comes in over HTTP, for hosts with `Request` and `Response`.
   * @throws {ConfigError} `config/invalid` without a `publicUrl`
   */
  handle(request: Request): Promise<Response>;
  /**
   * The same for node:http, Express and Connect.
   * @throws {ConfigError} `config/invalid` without a `publicUrl`
   */
  nodeHandler(): (incoming: IncomingMessage, outgoing: ServerResponse) => void;
  /**
   * Works until `signal` aborts, then settles what is in flight, for up to `graceMs` milliseconds (by default 25,000),
   * and returns.
   * @throws {ConfigError} `config/invalid` while this gateway works already: it has one `run` or `runOnce` at a time
   * @throws {StoreError} when the store fails for good, such as `store/damaged`
   */
  run(options: { readonly signal: AbortSignal; readonly graceMs?: number | undefined }): Promise<void>;
  /**
   * Works until nothing is due or `budgetMs` milliseconds are spent; for cron and serverless hosts.
   * @throws as {@link run} does
   */
  runOnce(options: { readonly budgetMs: number }): Promise<void>;
  /** How store, worker and audit stand; a store that fails is said, never thrown. */
  health(): Promise<Health>;
  /**
   * Stops claiming, gives back what is not in flight, settles what is, for up to `graceMs` milliseconds (by default
   * 25,000), and closes store and providers. A second call waits for the first.
   */
  close(options?: { readonly graceMs?: number | undefined }): Promise<void>;
}

/**
 * A gateway: a client that enrolls, reads and acknowledges, and, once {@link GatewayLike.run} is called, a worker that
 * sends. Opening it sends nothing.
 */
export interface Gateway<P extends Providers = Providers> extends GatewayLike {
  /**
   * Sends one message: the same engine, receipts, escalation and ledger as a campaign.
   * @throws {MessageError} `message/no-contact`, `message/bad-phone`, `message/bad-mailbox`, `message/bad-subscription`,
   * `message/bad-token`, `message/bad-address`, `message/bad-timezone`,
   * `message/bad-key`, `message/bad-deadline`, `message/unknown-step`, `message/missing-variable`,
   * `message/template-failed`, `message/header-injection`, `message/too-long`, `message/bad-text`, `message/key-reused`, `message/forgotten`, and of its guard
   * `message/country-refused`, `message/number-full`, `message/prefix-full`, `message/prefix-refused`
   * @throws {ConfigError} `config/provider-unknown`, `config/invalid` for an option that there is not
   */
  send(message: SendOf<P>): Promise<SendAnswer>;
  /**
   * The same inside your own transaction: it leaves once that has committed, and never if it is rolled back. Throws
   * what the other form throws.
   * @throws {ConfigError} `config/db-unsupported` on a store that takes no part in your transactions
   */
  send(message: SendOf<P>, options: InTransaction): Promise<DepositResult>;
}
