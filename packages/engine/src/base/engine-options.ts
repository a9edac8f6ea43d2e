import type {
  CampaignDefinition,
  CanarySource,
  Channel,
  CompiledCampaign,
  ContentOf,
  DurationText,
  EnrollRow,
  Kept,
  Message,
  Meters,
  Plan,
  PriceList,
  Provider,
  Runtime,
  SendResult,
  Signer,
  Store,
  StoreInfo,
} from "@relance/spec";
import type { AlertOptions } from "../alerts/alert-options.ts";
import type { WebhookConsumer } from "../outgoing/webhook-payload.ts";
import type { CountSegments } from "./message-price.ts";
import type { ReplyTextsOverride } from "./reply-texts.ts";

/**
 * Where messages go. `capture` (the default of a fresh install) stores them readable and sends nothing; `allow`
 * sends to the listed addresses or `*@domain` only and captures the rest; `redirect` sends everything of a channel
 * to one address of yours.
 */
export type Delivery =
  | "capture"
  | "live"
  | { readonly allow: readonly string[] }
  | { readonly redirect: { readonly [C in Channel]?: string | undefined } };

/** What recipients who reply are sent. */
export interface ReplyOptions {
  /**
   * A recipient who replies is told how the enrollment stands and how to confirm it, the same at most once a day. Each
   * answer is a message that your vendor bills. @default true
   */
  readonly answer?: boolean | undefined;
  /**
   * A recipient who says STOP gets one text that confirms it, within five minutes or not at all. Your vendor bills it.
   * Leave it off where the vendor confirms a STOP itself. @default false
   */
  readonly confirmStop?: boolean | undefined;
  /** Texts by language tag, laid over the built-in English and French ones. */
  readonly texts?: ReplyTextsOverride | undefined;
}

/** How a provider answers while all is well, for the watch, until it has learned it by itself. */
export interface UsualReceipts {
  /** Half of the answered messages are answered within this, in milliseconds. */
  readonly medianMs: number;
  /** Share of the accepted messages that are ever answered, 0 to 1. @default 0.95 */
  readonly share?: number | undefined;
}

/** What `send()` is guarded by. */
export interface SendGuardOptions {
  /** Whether the country of a number (E.164) is written to. @default every one is */
  readonly isAllowed?: ((phone: string) => boolean) | undefined;
  /** Messages to the numbers of one prefix: this many at once, and this many in each minute. */
  readonly perPrefixMinute: number;
}

/** Whom {@link AskAlreadyDone} is asked about. */
export interface AlreadyDoneQuestion {
  /** The campaign's `acknowledge.on`. */
  readonly on: string;
  readonly campaign: string;
  readonly occurrence: string;
  readonly tenant: string;
  /** Aborts when the answer is not waited for any more, after two seconds. */
  readonly signal: AbortSignal;
}

/** Answers those of `keys` who have done it already. */
export type AskAlreadyDone = (
  keys: readonly string[],
  question: AlreadyDoneQuestion,
) => Iterable<string> | Promise<Iterable<string>>;

/** One line of what happened inside, without addresses, bodies or secrets. */
export interface LogLine {
  readonly level: "info" | "warn" | "error";
  readonly event: string;
  readonly facts?: Readonly<Record<string, string | number | boolean | undefined>>;
}

/** What the engine is made of; `relance` fills it in from a gateway's configuration. */
export interface EngineOptions {
  readonly store: Store;
  /** Whatever leaves the house signed is signed for this store. */
  readonly storeInfo: StoreInfo;
  readonly runtime: Runtime;
  readonly signer: Signer;
  /** By provider, such as `sms.main`, in the order of the configuration. */
  readonly providers: ReadonlyMap<string, Provider>;
  /** Compiles the stored body of a campaign version again. */
  readonly compile: (body: string) => CompiledCampaign;
  /** Compiles a definition into what stores decide by. */
  readonly planOf: (definition: CampaignDefinition) => Plan;
  /** Milliseconds of a length of time such as `30m`; `undefined` for anything else. */
  readonly parseDuration: (text: DurationText) => number | undefined;
  /** Checks one address and gives the spelling that is stored. @throws {MessageError} `message/bad-…` */
  readonly readAddress: (channel: Channel, address: unknown, country?: string) => string;
  /** Refuses a content that no provider's API would take; `what` names it. @throws {MessageError} */
  readonly checkContent: (channel: Channel, content: ContentOf<Channel>, what: string) => unknown;
  /** One attempt through one provider: at most one request leaves. The edge adds reconnection before the request. */
  readonly send: (provider: Provider, message: Message, signal: AbortSignal) => Promise<SendResult>;
  /** Asked before anybody is enrolled or sent to; rejects when this store must not be worked on. */
  readonly ready?: (() => Promise<void>) | undefined;
  /** With the mount path. Absent = no links, no callbacks. */
  readonly publicUrl?: string | undefined;
  readonly segmentsOf: CountSegments;
  /** What messages cost, for reports and budgets. */
  readonly prices?: PriceList | undefined;
  /** Guards `send()` where a public form calls it. Absent = it sends to every number. */
  readonly sendGuard?: SendGuardOptions | undefined;
  /** What recipients who reply are sent. */
  readonly replies?: ReplyOptions | undefined;
  /** What is usual by provider, such as `sms.main`: a first campaign is then watched like a later one. */
  readonly usualReceipts?: Readonly<Record<string, UsualReceipts>> | undefined;
  /** Lends numbers to campaigns that want them, and hears what arrives there. Absent = none is lent. */
  readonly canaries?: CanarySource | undefined;
  /** Asked once per claimed batch, before anything leaves. */
  readonly alreadyDone?: AskAlreadyDone | undefined;
  /**
   * Posts a token of ours to our own public address, and says whether it was taken. Absent = whether anything comes
   * through to us is not checked.
   */
  readonly callOurselves?: ((url: string, token: string, signal: AbortSignal) => Promise<boolean>) | undefined;
  /** Who is notified of incidents. Absent = no operator. */
  readonly alerts?: AlertOptions | undefined;
  /** Which of the caller's systems are told what happens. Absent = none. */
  readonly webhooks?: readonly WebhookConsumer[] | undefined;
  readonly apiTokens?: readonly string[] | undefined;
  /** How long links live on after the deadline, in milliseconds. @default 90 days */
  readonly linksLiveMs?: number | undefined;
  /** How long after the deadline what is stored of recipients is kept. @default for ever */
  readonly keptMs?: Kept | undefined;
  /** Encrypts what lies readable in the store, until `signal` aborts, for one process at a time. Absent = nothing is. */
  /** Encrypts rows of an audience before their chunk's turn. Absent = the store does, or nothing is encrypted. */
  readonly encryptRows?: ((campaign: number, rows: readonly EnrollRow[]) => Promise<readonly EnrollRow[]>) | undefined;
  readonly reencrypt?: ((owner: string, signal: AbortSignal) => Promise<void>) | undefined;
  /** Events are sealed, and messages committed to. @default false */
  readonly seals?: boolean | undefined;
  /** @default "capture" */
  readonly delivery?: Delivery | undefined;
  /** Names the software in the list of workers. "" = it is not known */
  readonly version: string;
  /** Time between heartbeats, in milliseconds. @default 5_000 */
  readonly heartbeatMs?: number | undefined;
  /** Longest pause between two looks at the store, in milliseconds. @default 1_000 */
  readonly pollMs?: number | undefined;
  /**
   * Longest pause of waiting recipients for events and outcomes between two looks, in milliseconds; a virtual clock has
   * them told by {@link Engine.news}. @default 250 for events, 500 for outcomes, 1,000 for webhooks
   */
  readonly idleMs?: number | undefined;
  /** Called after each audit that found nothing: what a dead-man's switch may ping. */
  readonly onGreen?: (() => void) | undefined;
  readonly log?: ((line: LogLine) => void) | undefined;
  /** Told how long things take. Absent = nothing is measured. */
  readonly metrics?: Meters | undefined;
}
