import type {
  CampaignDefinition,
  Channel,
  CompiledCampaign,
  ContentOf,
  Kept,
  LogLine,
  Message,
  Meters,
  Plan,
  Plugin,
  PostPayload,
  PriceList,
  Provider,
  Runtime,
  SendResult,
  Signer,
  Store,
  StoreInfo,
} from "@relance/spec";
import type { CountSegments } from "./message-price.ts";
import type { ReplyTextsOverride } from "./reply-texts.ts";

/**
 * Where messages go. `capture` (the default of a fresh install) stores them readable and sends nothing; `allow` sends
 * only to the listed addresses or `*@domain` and captures the rest; `redirect` sends everything of a channel to one
 * address of yours.
 */
export type Delivery =
  | "capture"
  | "live"
  | { readonly allow: readonly string[] }
  | { readonly redirect: { readonly [C in Channel]?: string | undefined } };

/** Answers to recipients' replies. */
export interface ReplyOptions {
  /**
   * Answers a reply with the enrollment's status and how to confirm, the same answer at most once a day. Each answer is
   * a billed message.
   * @default true
   */
  readonly answer?: boolean | undefined;
  /**
   * Confirms a STOP with one text, within five minutes or not at all. Each text is a billed message. Leave it off if
   * the vendor confirms a STOP itself. @default false
   */
  readonly confirmStop?: boolean | undefined;
  /** Texts by language tag, merged into the built-in English and French ones. */
  readonly texts?: ReplyTextsOverride | undefined;
}

/** Options of the `send()` guard. */
export interface SendGuardOptions {
  /** Whether the country of a number (E.164) is allowed. @default every country */
  readonly isAllowed?: ((phone: string) => boolean) | undefined;
  /** Limit of messages to the numbers of one prefix, as a burst and per minute. */
  readonly perPrefixMinute: number;
}

/** The question that {@link AskAlreadyDone} gets. */
export interface AlreadyDoneQuestion {
  /** The campaign's `confirm.event`. */
  readonly on: string;
  readonly campaign: string;
  readonly occurrence: string;
  readonly tenant: string;
  /** Aborts after two seconds. */
  readonly signal: AbortSignal;
}

/** Returns those of `keys` whose recipients are already done. */
export type AskAlreadyDone = (
  keys: readonly string[],
  question: AlreadyDoneQuestion,
) => Iterable<string> | Promise<Iterable<string>>;

/** Dependencies and settings of the engine; `relance` fills them in from a configuration. */
export interface EngineOptions {
  readonly store: Store;
  /** Identifies the store: signatures are valid for this store only. */
  readonly storeInfo: StoreInfo;
  readonly runtime: Runtime;
  readonly signer: Signer;
  /** The providers by name, such as `sms.main`, in the order of the configuration. */
  readonly providers: ReadonlyMap<string, Provider>;
  /** Compiles a stored campaign body. */
  readonly compile: (body: string) => CompiledCampaign;
  /** Compiles a definition into the plan that stores use. */
  readonly planOf: (definition: CampaignDefinition) => Plan;
  /** Validates and normalizes one address. @throws {MessageError} `message/bad-…` */
  readonly readAddress: (channel: Channel, address: unknown, country?: string) => string;
  /** Refuses content that no provider accepts; `what` names it. @throws {MessageError} */
  readonly checkContent: (channel: Channel, content: ContentOf<Channel>, what: string) => unknown;
  /** Makes one attempt through one provider: at most one request. It may be called again if no request was sent yet. */
  readonly send: (provider: Provider, message: Message, signal: AbortSignal) => Promise<SendResult>;
  /** Called before enrolling or sending; rejects if this store must not be used. */
  readonly ready?: (() => Promise<void>) | undefined;
  /** Public URL of the gateway, with the mount path. Absent = no links, no callbacks. */
  readonly publicUrl?: string | undefined;
  readonly segmentsOf: CountSegments;
  /** Prices of messages, for reports and budgets. */
  readonly prices?: PriceList | undefined;
  /** Guards `send()` behind a public form. Absent = it accepts every number. */
  readonly sendGuard?: SendGuardOptions | undefined;
  readonly replies?: ReplyOptions | undefined;
  /** Called once per claimed batch, before anything is sent. */
  readonly alreadyDone?: AskAlreadyDone | undefined;
  /** Posts a token to our own public address, and returns whether it was accepted. Absent = reachability is not checked. */
  readonly callOurselves?: ((url: string, token: string, signal: AbortSignal) => Promise<boolean>) | undefined;
  /** Posts a signed request to a system that a plugin names. Absent = nothing is posted. */
  readonly post?:
    | ((plugin: string, to: string, payload: PostPayload, signal: AbortSignal) => Promise<void>)
    | undefined;
  /** @default [] */
  readonly plugins?: readonly Plugin[] | undefined;
  readonly apiTokens?: readonly string[] | undefined;
  /** How long links stay valid after the deadline, in milliseconds. @default 90 days */
  readonly linksLiveMs?: number | undefined;
  /** How long recipients' data is kept after the deadline. @default for ever */
  readonly keptMs?: Kept | undefined;
  /** Seals events and commits to messages. @default false */
  readonly seals?: boolean | undefined;
  /** @default "capture" */
  readonly delivery?: Delivery | undefined;
  /** The software version shown in the list of workers. "" = unknown */
  readonly version: string;
  /** Time between heartbeats, in milliseconds. @default 5_000 */
  readonly heartbeatMs?: number | undefined;
  /** Longest pause between two polls of the store, in milliseconds. @default 1_000 */
  readonly pollMs?: number | undefined;
  /**
   * Longest pause between two polls of callers that wait for events and outcomes, in milliseconds; with a virtual clock
   * {@link Engine.news} wakes them. @default 250 for events, 500 for outcomes
   */
  readonly idleMs?: number | undefined;
  /** Called after each audit without findings, for a dead-man's switch. */
  readonly onGreen?: (() => void) | undefined;
  readonly log?: ((line: LogLine) => void) | undefined;
  /** Receives durations and counts. Absent = nothing is measured. */
  readonly metrics?: Meters | undefined;
}
