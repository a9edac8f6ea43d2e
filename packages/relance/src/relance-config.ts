import { type CodeTemplates, type DefineTyped, defineTyped } from "@relance/campaign";
import type { AskAlreadyDone, Delivery, ReplyOptions } from "@relance/engine";
import type { RecipientPagesOptions } from "@relance/recipient-pages";
import {
  addChannels,
  type CarrierHours,
  type Channel,
  type ChannelDescription,
  type Duration,
  type LogLine,
  type Plugin,
  type PriceList,
  type Provider,
  type Store,
} from "@relance/spec";
import type { HandlerOptions } from "@relance/webhooks";

/** Providers by channel. The providers of each channel: `sms: { main }` defines the provider `sms.main`. */
export type Providers = { readonly [C in Channel]?: Readonly<Record<string, Provider<C>>> | undefined };

export interface Retention {
  /** For how long after the deadline an acknowledgement link records late answers. @default "90d" */
  readonly links?: Duration | undefined;
  /** How long after the deadline addresses and other audience columns are kept. @default forever */
  readonly contacts?: Duration | undefined;
  /** How long after the deadline captured messages, `send()` texts and replies are kept. @default forever */
  readonly bodies?: Duration | undefined;
  /** How long after the deadline the raw requests of providers are kept. @default forever */
  readonly raw?: Duration | undefined;
}

/** Secrets and tokens of at least 16 characters. */
export interface Security {
  /**
   * Secrets that sign links and callbacks, newest first. Unless {@link index} is set, the last one also hashes the
   * contacts in the store, and must never be removed.
   */
  readonly signing: readonly (string | undefined)[];
  /** Up to four secrets that hash contacts, newest first. Never remove a secret. @default the last of `signing` */
  readonly index?: string | readonly (string | undefined)[] | undefined;
  /** Secrets that encrypt recipients' data in the store, newest first. Without one, data is stored unencrypted. */
  readonly encryption?: string | readonly (string | undefined)[] | undefined;
  /** Bearer tokens of the HTTP API. Without a token, the API returns 404. @default [] */
  readonly apiTokens?: readonly string[] | undefined;
  /** Protects `send()` against SMS pumping (docs/security.md). @default no limits */
  readonly sendGuard?: SendGuard | undefined;
}

/** Limits of `send()`. A phone number gets at most five messages at a time, and then one every ten minutes. */
export interface SendGuard {
  /** Countries whose numbers may get messages, such as `["FR", "BE"]` (ISO 3166-1). @default all countries */
  readonly countries?: readonly string[] | undefined;
  /** Messages per minute to numbers with the same first five characters, over all workers. @default 60 */
  readonly perPrefixMinute?: number | undefined;
}

export interface HttpOptions extends Omit<HandlerOptions, "now">, Omit<RecipientPagesOptions, "pressAfterMs"> {
  /** Minimum time from the display of a page until a press counts as an answer. @default "1s" */
  readonly pressAfter?: Duration | undefined;
}

/** The logger interface of pino, bunyan and the console: an object with the facts, then the line's name. */
interface Logger {
  info(facts: object, event: string): void;
  warn(facts: object, event: string): void;
  error(facts: object, event: string): void;
}

/** A logger, or a function that is called with each log line. */
export type Log = Logger | ((line: LogLine) => void);

/** Logs and health checks. */
export interface Observe {
  /** A logger such as `pino()`, or a function that is called with each line. Lines contain no addresses or secrets. */
  readonly log?: Log | undefined;
  /** URL of a dead-man's switch. While the audit finds nothing, this URL is requested at most every 30 s. */
  readonly heartbeatUrl?: string | undefined;
  /**
   * Posts a signed test request to `publicUrl` every 30 s. If none arrives for a minute, an incident is opened, and no
   * missing receipt causes an escalation. @default false with delivery "capture", otherwise true
   */
  readonly ingressCheck?: boolean | undefined;
}

/** The configuration of a gateway. The configuration must be the same in every process. */
export interface RelanceConfig<P extends Providers = Providers> {
  readonly store: Store;
  readonly providers: P;
  /** Up to four custom channels. @default [] */
  readonly channels?: readonly ChannelDescription[] | undefined;
  /** The public URL of `handle`, such as `https://notify.example.org/relance`. Without it, messages have no links. */
  readonly publicUrl?: string | undefined;
  /** Secrets and tokens, such as `{ signing: [process.env.RELANCE_SECRET] }`. */
  readonly security: Security;
  readonly retention?: Retention | undefined;
  /** Prices, such as `{ currency: "EUR", perMessage: { "sms.main": 0.045 } }`. @default costs are not reported */
  readonly prices?: PriceList | undefined;
  /**
   * Hours in which a provider's carrier delivers, such as `{ "sms.main": { hours: "mon-sat 08:00-20:00" } }`. Outside
   * these hours, receipts do not become overdue. @default always
   */
  readonly carrierHours?: Readonly<Record<string, CarrierHours>> | undefined;
  /** Which messages are sent. With "capture", messages are stored as readable text and not sent. @default "capture" */
  readonly delivery?: Delivery | undefined;
  /** Templates in code, under names such as `reminder@1`. */
  readonly templates?: CodeTemplates<never> | undefined;
  /** Seals events every minute, so that third parties can verify the record (docs/evidence.md). @default false */
  readonly evidence?: boolean | undefined;
  readonly acknowledge?:
    | {
        /**
         * Called with a batch of recipients of a campaign with `confirm.event`. Returns the `keys` of recipients who
         * are already done and get no message. If the call fails or takes two seconds, the messages are sent.
         */
        readonly alreadyDone?: AskAlreadyDone | undefined;
      }
    | undefined;
  readonly replies?: ReplyOptions | undefined;
  /** The plugins to run, such as `[watch(), alerts({ call })]` (docs/plugins.md). @default [watch()] */
  readonly plugins?: readonly Plugin[] | undefined;
  readonly observe?: Observe | undefined;
  readonly http?: HttpOptions | undefined;
}

/** A configuration with the names of its channels, providers and templates in its type. */
export interface DefinedConfig<P extends Providers, T extends CodeTemplates<never>> extends RelanceConfig<P> {
  readonly templates: T;
  /** Defines campaigns in code. The compiler checks their names of providers and templates. */
  readonly campaign: DefineTyped<P, T>;
}

/**
 * Returns the configuration with the names of its channels, providers and templates in its type. The compiler then
 * refuses campaigns and `send()` calls with an unknown name. Registers `channels` in this process.
 * @throws {ConfigError} `config/invalid` for an invalid channel
 */
export function defineConfig<const P extends Providers, T extends CodeTemplates<never> = Record<never, never>>(
  config: RelanceConfig<P> & { readonly templates?: T | undefined },
): DefinedConfig<P, T> {
  addChannels(config.channels ?? []);
  const templates = config.templates ?? ({} as T);
  const campaign = defineTyped<P, T>(templates);
  return Object.defineProperty({ ...config, templates, campaign }, "campaign", { enumerable: false });
}
