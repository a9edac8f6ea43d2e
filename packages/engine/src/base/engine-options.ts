import type { ReplyTextsOverride } from "@relance/replies";
import type {
  CampaignDefinition,
  Channel,
  CompiledCampaign,
  ContentOf,
  LogLine,
  Message,
  Meters,
  Plan,
  Plugin,
  PostPayload,
  PriceList,
  Provider,
  RetainMs,
  Runtime,
  SendResult,
  Signer,
  Store,
  StoreInfo,
} from "@relance/spec";
import type { CountSegments } from "./message-price.ts";

/**
 * Where messages are sent. `capture` stores messages as readable text and sends none. `allow` sends only to the listed
 * addresses and `*@domain`, and captures other messages. `redirect` sends all messages of a channel to one address.
 */
export type Delivery =
  | "capture"
  | "live"
  | { readonly allow: readonly string[] }
  | { readonly redirect: { readonly [C in Channel]?: string | undefined } };

export interface ReplyOptions {
  /** Answers a reply with the status of the enrollment, at most once a day. The vendor bills it. @default true */
  readonly answer?: boolean | undefined;
  /** Confirms a STOP with one SMS. Leave this off if your vendor already confirms it. @default false */
  readonly confirmStop?: boolean | undefined;
  /** Texts by language tag, which replace or extend the built-in English and French texts. */
  readonly texts?: ReplyTextsOverride | undefined;
}

export interface SendGuardOptions {
  /** Returns whether messages to the country of an E.164 number are allowed. @default every country */
  readonly isAllowed?: ((phone: string) => boolean) | undefined;
  /** Maximum number of messages per minute to numbers with one prefix. All of them may be sent in a single burst. */
  readonly perPrefixMinute: number;
}

export interface AlreadyDoneQuestion {
  readonly on: string;
  readonly campaign: string;
  readonly occurrence: string;
  readonly tenant: string;
  readonly signal: AbortSignal;
}

/** Returns the `keys` of recipients who have already done what the campaign asks them to do. */
export type AskAlreadyDone = (
  keys: readonly string[],
  question: AlreadyDoneQuestion,
) => Iterable<string> | Promise<Iterable<string>>;

export interface EngineOptions {
  readonly store: Store;
  /** Each signature covers the store's id, so it is valid for one store only. */
  readonly storeInfo: StoreInfo;
  readonly runtime: Runtime;
  readonly signer: Signer;
  readonly providers: ReadonlyMap<string, Provider>;
  readonly compile: (body: string) => CompiledCampaign;
  readonly planOf: (definition: CampaignDefinition) => Plan;
  /** Normalizes one address. @throws {MessageError} `message/bad-…` */
  readonly readAddress: (channel: Channel, address: unknown, country?: string) => string;
  /** Returns whether an E.164 number is in a known range of mobile phones. */
  readonly isMobile: (number: string) => boolean;
  /** Refuses content that no provider accepts. `what` is the content's name in the error. */
  readonly checkContent: (channel: Channel, content: ContentOf<Channel>, what: string) => unknown;
  readonly send: (provider: Provider, message: Message, signal: AbortSignal) => Promise<SendResult>;
  /** Called before the first enrollment or message. If the promise rejects, the engine does not use the store. */
  readonly ready?: (() => Promise<void>) | undefined;
  readonly publicUrl?: string | undefined;
  readonly segmentsOf: CountSegments;
  readonly prices?: PriceList | undefined;
  readonly sendGuard?: SendGuardOptions | undefined;
  readonly replies?: ReplyOptions | undefined;
  readonly alreadyDone?: AskAlreadyDone | undefined;
  /** Posts a token to our public URL and returns whether it arrived. Absent if the URL is not checked. */
  readonly callOurselves?: ((url: string, token: string, signal: AbortSignal) => Promise<boolean>) | undefined;
  readonly post?:
    | ((plugin: string, to: string, payload: PostPayload, signal: AbortSignal) => Promise<void>)
    | undefined;
  readonly plugins?: readonly Plugin[] | undefined;
  readonly apiTokens?: readonly string[] | undefined;
  /** How long links stay valid after the deadline, in milliseconds. @default 90 days */
  readonly linksLiveMs?: number | undefined;
  /** How long recipients' data is kept after the deadline. @default forever */
  readonly keptMs?: RetainMs | undefined;
  /** Returns a cryptographic commitment to a message's content, to store with the attempt. Absent = none is stored. */
  readonly commit?: ((salt: string | undefined, message: Message) => string | undefined) | undefined;
  /** @default "capture" */
  readonly delivery?: Delivery | undefined;
  /** The software version that the list of workers shows; "" if unknown. */
  readonly version: string;
  /** Interval of heartbeats, in milliseconds. @default 5_000 */
  readonly heartbeatMs?: number | undefined;
  /** Maximum pause between two polls of a worker, in milliseconds. @default 1_000 */
  readonly pollMs?: number | undefined;
  /** Pause between two polls for events or outcomes, in milliseconds. @default 250 for events, 500 for outcomes */
  readonly idleMs?: number | undefined;
  readonly onGreen?: (() => void) | undefined;
  readonly log?: ((line: LogLine) => void) | undefined;
  readonly metrics?: Meters | undefined;
}
