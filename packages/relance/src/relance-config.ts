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

/** Providers by channel. The names form the provider's full name: `sms: { main }` is `sms.main`. */
export type Providers = { readonly [C in Channel]?: Readonly<Record<string, Provider<C>>> | undefined };

/** How long data is kept. */
export interface Retention {
  /**
   * How long an acknowledgement link stays valid after the recipient's deadline, such as `30d`: until then a press is
   * recorded as late; afterwards the page reports that the link has expired. @default "90d"
   */
  readonly links?: Duration | undefined;
  /**
   * How long after the recipient's deadline addresses and columns of the audience are kept; the key, events and all
   * counts stay.
   * @default for ever
   */
  readonly contacts?: Duration | undefined;
  /** The same for captured messages, the texts of `send()`, and recipients' replies. @default forever */
  readonly bodies?: Duration | undefined;
  /** The same for raw requests of providers. @default forever */
  readonly raw?: Duration | undefined;
}

/** Secrets and tokens: at least 16 characters each. */
export interface Security {
  /**
   * The secrets that sign links and callbacks, the newest first; old ones still verify. The last one also hashes
   * contacts in the store and must remain forever, unless {@link index} is set.
   */
  readonly signing: readonly (string | undefined)[];
  /**
   * The secrets that hash contacts in the store. Add new ones in front, up to four; never remove one. @default the last
   * of `signing`
   * @default the last of `signing`
   */
  readonly index?: string | readonly (string | undefined)[] | undefined;
  /**
   * The secrets that encrypt recipients' data in the store, the newest first; older ones still decrypt. A store that
   * needs a missing secret does not open. Absent means that data is stored unencrypted.
   */
  readonly encryption?: string | readonly (string | undefined)[] | undefined;
  /** Bearer tokens of the HTTP API; without tokens, the API answers 404. @default [] */
  readonly apiTokens?: readonly string[] | undefined;
  /** Guards `send()` behind a public form against SMS pumping: docs/security.md. @default no guard */
  readonly sendGuard?: SendGuard | undefined;
}

/** Limits the phone numbers of `send()`. One number gets at most five messages in a row, and one more every ten minutes. */
export interface SendGuard {
  /** Allowed countries, such as `["FR", "BE"]` (ISO 3166-1). @default all */
  readonly countries?: readonly string[] | undefined;
  /**
   * Limit of messages to numbers with the same first five characters, such as `+3363`, as a burst and per minute, over
   * all workers. @default 60
   */
  readonly perPrefixMinute?: number | undefined;
}

/** Settings of the HTTP layer. */
export interface HttpOptions extends Omit<HandlerOptions, "pressAfterMs" | "now"> {
  /** A press sooner than this after the page was served is stored as a signal. @default "1s" */
  readonly pressAfter?: Duration | undefined;
}

/** Logs, and the watch's settings. */
export interface Observe {
  /**
   * A logger such as `pino()`, or a function that gets each line. Lines never contain addresses, bodies or secrets.
   * @default nothing is logged
   */
  readonly log?: Log | undefined;
  /** URL of a dead-man's switch, fetched at most every 30 s while the audit reports nothing. */
  readonly heartbeatUrl?: string | undefined;
  /**
   * Posts a signed test request to the gateway's own `publicUrl` every 30 s. After the first has arrived, a minute
   * without one means that receipts, replies and answers cannot reach us: this is an incident, and nothing escalates or
   * is rerouted for silence until test requests arrive again. @default true if messages are sent, false with delivery
   * "capture"
   */
  readonly ingressCheck?: boolean | undefined;
}

/** A gateway's configuration: one store, named providers per channel, and settings that must be the same in every process. */
export interface RelanceConfig<P extends Providers = Providers> {
  /** Such as `sqliteStore({ file: "relance.db" })`. */
  readonly store: Store;
  readonly providers: P;
  /** Custom channels, up to four. @default [] */
  readonly channels?: readonly ChannelDescription[] | undefined;
  /**
   * The public URL of `handle`, with the mount path: `https://notify.example.org/relance`. Links in messages and
   * signatures of callbacks use this URL. Without the URL, there are no acknowledgement links and no receipts.
   */
  readonly publicUrl?: string | undefined;
  /** Such as `{ signing: [process.env.RELANCE_SECRET] }`. */
  readonly security: Security;
  /** How long data is kept. */
  readonly retention?: Retention | undefined;
  /**
   * Prices of messages, such as `{ currency: "EUR", perMessage: { "sms.main": 0.045 } }`, for plans, reports and
   * budgets.
   * @default no cost is reported
   */
  readonly prices?: PriceList | undefined;
  /**
   * When the carrier behind a provider delivers, such as `{ "sms.main": { hours: "mon-sat 08:00-20:00", holidays:
   * ["FR"] } }`: it holds messages at other times, and no receipt is overdue meanwhile. @default always
   */
  readonly carrierHours?: Readonly<Record<string, CarrierHours>> | undefined;
  /** Which messages are really sent. @default "capture": messages are stored and readable, and none is sent. */
  readonly delivery?: Delivery | undefined;
  /** Templates in code, by `name@version`. */
  readonly templates?: CodeTemplates<never> | undefined;
  /**
   * Commits to messages and seals events every minute, so that others can verify the record (docs/evidence.md, with its
   * CPU cost). `relance init` enables it. @default false
   */
  readonly evidence?: boolean | undefined;
  /** What your own system knows about confirmations. */
  readonly acknowledge?:
    | {
        /**
         * Called once per claimed batch and campaign, before anything is sent: return those of `keys` that are already
         * done. These people are acknowledged, and nothing is sent to them. Used for campaigns with `confirm.event`. If
         * the function throws or takes more than two seconds, the messages are sent, and this is logged.
         */
        readonly alreadyDone?: AskAlreadyDone | undefined;
      }
    | undefined;
  /** Answers to recipients' replies. */
  readonly replies?: ReplyOptions | undefined;
  /**
   * All plugins, such as `[watch(), alerts({ call })]`: docs/plugins.md. `[]` runs none. @default [watch()]
   */
  readonly plugins?: readonly Plugin[] | undefined;
  /** Logs, and the checks behind them. */
  readonly observe?: Observe | undefined;
  /** Limits and texts of the HTTP layer. */
  readonly http?: HttpOptions | undefined;
}

/** A configuration with typed names, which defines campaigns over them. */
export interface DefinedConfig<P extends Providers, T extends CodeTemplates<never>> extends RelanceConfig<P> {
  readonly templates: T;
  /** Defines campaigns in code with names that the compiler checks. */
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
  return Object.defineProperty({ ...config, templates, campaign }, "campaign", { enumerable: false }); // not a setting
}
