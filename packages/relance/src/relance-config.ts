import { type CodeTemplates, type DefineTyped, defineTyped } from "@relance/campaign";
import type { AskAlreadyDone, Delivery, ReplyOptions } from "@relance/engine";
import {
  addChannels,
  type CarrierHours,
  type Channel,
  type ChannelDescription,
  type Duration,
  type Plugin,
  type PriceList,
  type Provider,
  type Store,
} from "@relance/spec";
import type { HandlerOptions } from "@relance/webhooks";
import type { Log } from "./read-log.ts";

/** Providers by channel. `sms: { main }` defines the provider `sms.main`. */
export type Providers = { readonly [C in Channel]?: Readonly<Record<string, Provider<C>>> | undefined };

export interface Retention {
  /** How long after the deadline a press on an acknowledgement link is recorded, as late. @default "90d" */
  readonly links?: Duration | undefined;
  /** How long after the deadline addresses and audience columns are kept. @default forever */
  readonly contacts?: Duration | undefined;
  /** Retention of captured messages, texts of `send()`, and replies, counted from the deadline. @default forever */
  readonly bodies?: Duration | undefined;
  /** Retention of raw provider requests, counted from the deadline. @default forever */
  readonly raw?: Duration | undefined;
}

/** Secrets and tokens of at least 16 characters. */
export interface Security {
  /**
   * Secrets that sign links and callbacks, the newest first. Unless {@link index} is set, the last secret also hashes
   * contacts in the store, and must never be removed.
   */
  readonly signing: readonly (string | undefined)[];
  /** Up to four secrets that hash contacts. Add new ones in front; never remove one. @default the last of `signing` */
  readonly index?: string | readonly (string | undefined)[] | undefined;
  /** Secrets that encrypt recipients' data in the store, the newest first. Absent = data is stored unencrypted. */
  readonly encryption?: string | readonly (string | undefined)[] | undefined;
  /** Bearer tokens of the HTTP API. Without tokens, the API returns 404. @default [] */
  readonly apiTokens?: readonly string[] | undefined;
  /** Guards `send()` against SMS pumping (docs/security.md). @default no guard */
  readonly sendGuard?: SendGuard | undefined;
}

/** One number gets at most five messages in a row, then one every ten minutes. */
export interface SendGuard {
  /** Allowed countries, such as `["FR", "BE"]` (ISO 3166-1). @default all */
  readonly countries?: readonly string[] | undefined;
  /** Messages per minute to numbers with the same first five characters, over all workers. @default 60 */
  readonly perPrefixMinute?: number | undefined;
}

export interface HttpOptions extends Omit<HandlerOptions, "pressAfterMs" | "now"> {
  /** An earlier press after the page was served is stored as a signal, not as an answer. @default "1s" */
  readonly pressAfter?: Duration | undefined;
}

/** Logs and checks. */
export interface Observe {
  /** A logger such as `pino()`, or a function of a line. Lines contain no addresses, bodies or secrets. */
  readonly log?: Log | undefined;
  /** URL of a dead-man's switch, which is fetched at most every 30 s while the audit has no findings. */
  readonly heartbeatUrl?: string | undefined;
  /**
   * Posts a signed test request to `publicUrl` every 30 s. Once one has arrived, a minute without one opens an
   * incident, and nothing escalates for a missing receipt. @default false with delivery "capture", otherwise true
   */
  readonly ingressCheck?: boolean | undefined;
}

/** A gateway's configuration, which must be the same in every process. */
export interface RelanceConfig<P extends Providers = Providers> {
  readonly store: Store;
  readonly providers: P;
  /** Custom channels, up to four. @default [] */
  readonly channels?: readonly ChannelDescription[] | undefined;
  /** The public URL of `handle`, such as `https://notify.example.org/relance`. Absent = no links and no receipts. */
  readonly publicUrl?: string | undefined;
  /** Such as `{ signing: [process.env.RELANCE_SECRET] }`. */
  readonly security: Security;
  readonly retention?: Retention | undefined;
  /** Prices, such as `{ currency: "EUR", perMessage: { "sms.main": 0.045 } }`. @default no cost is reported */
  readonly prices?: PriceList | undefined;
  /**
   * When a provider's carrier delivers, such as `{ "sms.main": { hours: "mon-sat 08:00-20:00", holidays: ["FR"] } }`.
   * No receipt is overdue at other times. @default always
   */
  readonly carrierHours?: Readonly<Record<string, CarrierHours>> | undefined;
  /** Which messages are sent. @default "capture": messages are stored readably, and none is sent */
  readonly delivery?: Delivery | undefined;
  /** Templates in code, by `name@version`. */
  readonly templates?: CodeTemplates<never> | undefined;
  /** Seals events every minute, so that others can verify the record (docs/evidence.md). @default false */
  readonly evidence?: boolean | undefined;
  readonly acknowledge?:
    | {
        /**
         * Called per batch of a campaign with `confirm.event`. Returns the `keys` of recipients who are already done:
         * these recipients are acknowledged, and get no message. After an error or two seconds, the messages are sent.
         */
        readonly alreadyDone?: AskAlreadyDone | undefined;
      }
    | undefined;
  readonly replies?: ReplyOptions | undefined;
  /** All plugins, such as `[watch(), alerts({ call })]` (docs/plugins.md). `[]` runs none. @default [watch()] */
  readonly plugins?: readonly Plugin[] | undefined;
  readonly observe?: Observe | undefined;
  readonly http?: HttpOptions | undefined;
}

/** A configuration with typed names. */
export interface DefinedConfig<P extends Providers, T extends CodeTemplates<never>> extends RelanceConfig<P> {
  readonly templates: T;
  /** Defines campaigns in code. The compiler checks their names. */
  readonly campaign: DefineTyped<P, T>;
}

/**
 * Keeps the names of channels, providers and templates in the type, so that a campaign or `send()` with an unknown name
 * does not compile. Registers `channels` in this process.
 * @throws {ConfigError} `config/invalid` for a channel
 */
export function defineConfig<const P extends Providers, T extends CodeTemplates<never> = Record<never, never>>(
  config: RelanceConfig<P> & { readonly templates?: T | undefined },
): DefinedConfig<P, T> {
  addChannels(config.channels ?? []);
  const templates = config.templates ?? ({} as T);
  const campaign = defineTyped<P, T>(templates);
  return Object.defineProperty({ ...config, templates, campaign }, "campaign", { enumerable: false });
}
