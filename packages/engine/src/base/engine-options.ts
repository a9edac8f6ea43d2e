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
 * Decides where messages are sent. `capture`, the default of a fresh install, stores messages readably and sends
 * nothing. `allow` sends only to the listed addresses or `*@domain`, and captures all other messages. `redirect` sends
 * all messages of a channel to one address.
 */
export type Delivery =
  | "capture"
  | "live"
  | { readonly allow: readonly string[] }
  | { readonly redirect: { readonly [C in Channel]?: string | undefined } };

export interface ReplyOptions {
  /**
   * Answers a reply with the status of the enrollment and the ways to confirm. A recipient gets the same answer at most
   * once a day. Each answer to a reply is billed as a message.
   * @default true
   */
  readonly answer?: boolean | undefined;
  /**
   * Confirms a STOP with one text within five minutes; after that, no text is sent. Each confirmation of a STOP is
   * billed as a message. Leave this option off if the vendor itself confirms a STOP. @default false
   */
  readonly confirmStop?: boolean | undefined;
  /** Texts by language tag. These texts replace or extend the built-in English and French texts. */
  readonly texts?: ReplyTextsOverride | undefined;
}

export interface SendGuardOptions {
  /** Returns whether messages to the country of a number (E.164) are allowed. @default every country */
  readonly isAllowed?: ((phone: string) => boolean) | undefined;
  /** Limits the messages to numbers with the same prefix, as a burst and per minute. */
  readonly perPrefixMinute: number;
}

export interface AlreadyDoneQuestion {
  /** The campaign's `confirm.event`. */
  readonly on: string;
  readonly campaign: string;
  readonly occurrence: string;
  readonly tenant: string;
  /** Aborts after two seconds. */
  readonly signal: AbortSignal;
}

/** Returns those of `keys` whose recipients have already done what the campaign asks for. */
export type AskAlreadyDone = (
  keys: readonly string[],
  question: AlreadyDoneQuestion,
) => Iterable<string> | Promise<Iterable<string>>;

export interface EngineOptions {
  readonly store: Store;
  /** The id of the store. A signature is valid for one store only. */
  readonly storeInfo: StoreInfo;
  readonly runtime: Runtime;
  readonly signer: Signer;
  /** The providers by name, such as `sms.main`, in the order in which they are configured. */
  readonly providers: ReadonlyMap<string, Provider>;
  readonly compile: (body: string) => CompiledCampaign;
  readonly planOf: (definition: CampaignDefinition) => Plan;
  /** Validates and normalizes one address. @throws {MessageError} `message/bad-…` */
  readonly readAddress: (channel: Channel, address: unknown, country?: string) => string;
  /** Refuses content that no provider accepts. `what` names the content in the error. @throws {MessageError} */
  readonly checkContent: (channel: Channel, content: ContentOf<Channel>, what: string) => unknown;
  /** Sends one attempt with at most one request. The call may be repeated if no request was sent. */
  readonly send: (provider: Provider, message: Message, signal: AbortSignal) => Promise<SendResult>;
  /** Called before rows are enrolled or messages are sent. A rejection means that this store must not be used. */
  readonly ready?: (() => Promise<void>) | undefined;
  /** Public URL of this gateway, with its mount path. Without the URL, no links are sent and no reports arrive. */
  readonly publicUrl?: string | undefined;
  readonly segmentsOf: CountSegments;
  readonly prices?: PriceList | undefined;
  readonly sendGuard?: SendGuardOptions | undefined;
  readonly replies?: ReplyOptions | undefined;
  readonly alreadyDone?: AskAlreadyDone | undefined;
  /** Posts a token to our own public URL, and returns whether it arrived. If absent, the URL is not checked. */
  readonly callOurselves?: ((url: string, token: string, signal: AbortSignal) => Promise<boolean>) | undefined;
  /** Posts a signed request to an external system that a plugin names. Absent = nothing is posted. */
  readonly post?:
    | ((plugin: string, to: string, payload: PostPayload, signal: AbortSignal) => Promise<void>)
    | undefined;
  readonly plugins?: readonly Plugin[] | undefined;
  readonly apiTokens?: readonly string[] | undefined;
  /** How long links remain valid after the deadline, in milliseconds. @default 90 days */
  readonly linksLiveMs?: number | undefined;
  /** How long the data of recipients is kept after their deadline. @default for ever */
  readonly keptMs?: Kept | undefined;
  /** Returns the commitment to a message that is stored with its attempt. Absent = none, and nothing is sealed. */
  readonly commit?: ((salt: string | undefined, message: Message) => string | undefined) | undefined;
  /** @default "capture" */
  readonly delivery?: Delivery | undefined;
  /** The software version that the list of workers shows; "" if it is unknown. */
  readonly version: string;
  /** Interval between two heartbeats of a worker, in milliseconds. @default 5_000 */
  readonly heartbeatMs?: number | undefined;
  /** Longest pause between two polls of the store, in milliseconds. @default 1_000 */
  readonly pollMs?: number | undefined;
  /**
   * Longest pause between two polls by callers that wait for events or outcomes, in milliseconds. With a virtual clock,
   * {@link Engine.news} wakes these callers. @default 250 for events, 500 for outcomes
   */
  readonly idleMs?: number | undefined;
  /** Called after each audit without findings, such as to ping a dead-man's switch. */
  readonly onGreen?: (() => void) | undefined;
  readonly log?: ((line: LogLine) => void) | undefined;
  /** Receives durations and counts. Absent = nothing is measured. */
  readonly metrics?: Meters | undefined;
}
