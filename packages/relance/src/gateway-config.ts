import { type CodeTemplates, type DefineTyped, defineTyped } from "@relance/campaign";
import type { AskAlreadyDone, Delivery, ReplyOptions, UsualReceipts } from "@relance/engine";
import {
  addChannels,
  type CanarySource,
  type CarrierHours,
  type Channel,
  type ChannelDescription,
  type Duration,
  type Meters,
  type PriceList,
  type Provider,
  type Store,
} from "@relance/spec";
import type { HandlerOptions } from "@relance/webhooks";
import type { Alerts } from "./alerts/read-alerts.ts";
import type { OutgoingWebhook } from "./outgoing/read-webhooks.ts";
import type { Log } from "./read-log.ts";

/** Providers by channel. A provider is its place: `sms: { main }` is `sms.main`. */
export type Providers = { readonly [C in Channel]?: Readonly<Record<string, Provider<C>>> | undefined };

/** How long things are kept. */
export interface Retention {
  /**
   * How long an acknowledgement link lives on after the recipient's deadline, such as `30d`: until then a press is
   * recorded as late; after it the page says that the link's time is over. @default "90d"
   */
  readonly links?: Duration | undefined;
  /**
   * How long after the recipient's deadline addresses and the columns of the audience are kept; the key, what happened
   * and all counts stay. @default for ever
   */
  readonly contacts?: Duration | undefined;
  /** The same for captured messages, the texts of `send()`, and what recipients wrote back. @default for ever */
  readonly bodies?: Duration | undefined;
  /** The same for requests of provider APIs as they came. @default for ever */
  readonly raw?: Duration | undefined;
}

/** Secrets besides those that sign. */
export interface Security {
  /**
   * Names contacts in the store, so that a STOP is found again. Only ever added to: up to four, newest first; none may be
   * taken away again. @default the last of `secrets`
   */
  readonly indexSecret?: string | readonly (string | undefined)[] | undefined;
  /**
   * Encrypts what is stored of recipients: newest first, older ones still read. At least 16 characters each. A store
   * that needs one that is not here does not open. Absent = what is stored of recipients is readable in the store.
   */
  readonly encryptionSecret?: string | readonly (string | undefined)[] | undefined;
  /** Bearer tokens of the HTTP API; none = the API answers 404. @default [] */
  readonly apiTokens?: readonly string[] | undefined;
  /**
   * Guards `send()` where a public form calls it, against numbers that are asked for to be paid for them (SMS pumping):
   * docs/security.md. @default no guard: every number is sent to
   */
  readonly sendGuard?: SendGuard | undefined;
}

/** Which phone numbers `send()` sends to. To one number it sends five messages in a row, and one more every ten minutes. */
export interface SendGuard {
  /** Countries whose numbers are sent to, such as `["FR", "BE"]` (ISO 3166-1). @default all */
  readonly countries?: readonly string[] | undefined;
  /**
   * Messages to numbers that begin with the same five characters, such as `+3363`: this many at once, and this many in
   * each minute, over all workers. @default 60
   */
  readonly perPrefixMinute?: number | undefined;
}

/** How you learn what goes on, and what the watch goes by. */
export interface Observe {
  /**
   * Told what happens inside: a logger such as `pino()`, or a function of each line. Lines never hold addresses, bodies or
   * secrets. @default nothing is logged
   */
  readonly log?: Log | undefined;
  /**
   * Told how long things take and how campaigns stand: `openTelemetryMetrics()` of `@relance/opentelemetry`.
   * @default nothing is measured
   */
  readonly metrics?: Meters | undefined;
  /** Who is notified of incidents: once when one begins, gets worse and ends. @default no operator */
  readonly alerts?: Alerts | undefined;
  /** Fetched at most every 30 s while the auditor finds nothing: a dead-man's switch. */
  readonly heartbeatUrl?: string | undefined;
  /**
   * The gateway posts a signed letter to its own `publicUrl` every 30 s. Once one has come through, a minute without any
   * means that receipts, replies and answers do not reach us: an incident, and no recipient is escalated or rerouted for silence
   * until letters come through again. @default true where messages leave, false with delivery "capture"
   */
  readonly ingressCheck?: boolean | undefined;
  /**
   * How providers answer while all is well, such as `{ "sms.main": { medianMs: 6_000 } }`: a first campaign is then
   * watched like a later one. @default learned from campaigns; until then only the pilot and what is missing
   * after five minutes stop anything
   */
  readonly usual?: Readonly<Record<string, UsualReceipts>> | undefined;
  /**
   * Lends the test numbers of campaigns that name `canaries.lent`, and says what arrived there: docs/canaries.md. Asked
   * with delivery "live" alone. @default none is lent
   */
  readonly canaries?: CanarySource | undefined;
}

/** A gateway: one store, named providers per channel, and the few things that must be the same everywhere. */
export interface GatewayConfig<P extends Providers = Providers> {
  /** Such as `sqliteStore({ file: "relance.db" })`. */
  readonly store: Store;
  readonly providers: P;
  /** Channels besides relance's own, up to four: what their addresses, messages and receipts are like. @default [] */
  readonly channels?: readonly ChannelDescription[] | undefined;
  /**
   * Where the outside reaches `handle`, with the mount path: `https://notify.example.org/relance`. Links in messages
   * and signatures of callbacks are made for it. Absent = no acknowledgement links and no receipts.
   */
  readonly publicUrl?: string | undefined;
  /**
   * Sign links and callbacks; newest first, old ones still verify. At least 16 characters each. The last one also
   * names contacts in the store and stays for ever, unless it is given as {@link Security.indexSecret}.
   */
  readonly secrets: readonly (string | undefined)[];
  /** What is stored of recipients, and the HTTP API. */
  readonly security?: Security | undefined;
  /** How long things are kept. */
  readonly retention?: Retention | undefined;
  /**
   * What messages cost, such as `{ currency: "EUR", perMessage: { "sms.main": 0.045 } }`: for plans and reports.
   * @default no cost is reported
   */
  readonly prices?: PriceList | undefined;
  /**
   * When the carrier behind a provider passes messages on, such as `{ "sms.main": { hours: "mon-sat 08:00-20:00",
   * holidays: ["FR"] } }`: what it takes at night waits there, and no receipt is overdue meanwhile. @default always
   */
  readonly carrierHours?: Readonly<Record<string, CarrierHours>> | undefined;
  /** What leaves the house. @default "capture": messages are stored and readable, nothing leaves. */
  readonly delivery?: Delivery | undefined;
  /** Templates in code, by `name@version`. */
  readonly templates?: CodeTemplates<never> | undefined;
  /**
   * Messages are committed to and events sealed every minute, so that a record can be checked by others (docs/evidence.md, with
   * its price in CPU). `relance init` switches it on. @default false
   */
  readonly evidence?: boolean | undefined;
  /** What your own system knows about who has done it. */
  readonly acknowledge?:
    | {
        /**
         * Asked once per claimed batch and campaign, before anything leaves: answer those of `keys` who have done it. They
         * are acknowledged, and nothing is sent to them. Only campaigns that name their event (`acknowledge.on`) are asked
         * about. Throwing, or two seconds without an answer, delays no message: they are sent to, and that is logged.
         */
        readonly alreadyDone?: AskAlreadyDone | undefined;
      }
    | undefined;
  /** What recipients who reply are sent. */
  readonly replies?: ReplyOptions | undefined;
  /** Which of your systems are told what happens in campaigns, by a name of yours such as `crm`. @default none */
  readonly webhooks?: Readonly<Record<string, OutgoingWebhook>> | undefined;
  /** How you learn what goes on: log, metrics, alerts, and the checks behind them. */
  readonly observe?: Observe | undefined;
  /** Limits and texts of the HTTP edge. */
  readonly http?: HandlerOptions | undefined;
}

/** A configuration that knows the names in it, and makes campaigns over them. */
export interface DefinedGateway<P extends Providers, T extends CodeTemplates<never>> extends GatewayConfig<P> {
  readonly templates: T;
  /** Makes campaigns in code whose names the compiler knows. */
  readonly campaign: DefineTyped<P, T>;
}

/**
 * Keeps the names of your channels, providers and templates in the type, so that a campaign or a `send()` that names another
 * one does not compile. Makes `channels` known to this process.
 * @throws {ConfigError} `config/invalid` for a channel
 */
export function defineGateway<const P extends Providers, T extends CodeTemplates<never> = Record<never, never>>(
  config: GatewayConfig<P> & { readonly templates?: T | undefined },
): DefinedGateway<P, T> {
  addChannels(config.channels ?? []);
  const templates = config.templates ?? ({} as T);
  const campaign = defineTyped<P, T>(templates);
  return Object.defineProperty({ ...config, templates, campaign }, "campaign", { enumerable: false }); // it is no setting
}
