import {
  checkContent,
  compileCampaign,
  compilePlan,
  countSegments,
  isMobile,
  isOfCountries,
  readAddress,
  readCarrierHours,
} from "@relance/campaign";
import { createCodec } from "@relance/encryption";
import { type AskAlreadyDone, type EngineOptions, REPLY_TEXTS, type ReplyOptions } from "@relance/engine";
import { messageCommitment } from "@relance/evidence/sealing";
import { type PostTarget, readPosts } from "@relance/provider-kit/signed-posts";
import { createRecipientPages, type RecipientPagesOptions } from "@relance/recipient-pages";
import {
  addChannels,
  type CarrierHours,
  type ChannelDescription,
  type Codec,
  ConfigError,
  type HoursText,
  type LogLine,
  type PriceList,
  type Problem,
  type Provider,
  type RecipientPages,
  readBySchema,
  refuseProblems,
  type Store,
} from "@relance/spec";
import type { HandlerOptions } from "@relance/webhooks";
import {
  any,
  byChannel,
  byProvider,
  duration,
  isFunction,
  positive,
  price,
  provider,
  readBy,
  strict,
  trueOrFalse,
  webAddress,
  zod,
} from "./config-values.ts";
import { readPlugins } from "./default-plugins.ts";
import { callOurselves, heartbeat } from "./http-checks.ts";
import { nodeRuntime, ownVersion } from "./node-runtime.ts";
import type { HttpOptions, Log, Observe, RelanceConfig, Retention } from "./relance-config.ts";
import { secretSigner } from "./secret-signer.ts";
import { deliverySchema, securitySchema } from "./security-schema.ts";
import { sendOnce } from "./send-once.ts";

const CODE_TEMPLATE = /^[A-Za-z0-9][\w-]*(\/[A-Za-z0-9][\w-]*)*@[\w.-]+$/;

function schema(given: RelanceConfig, encrypts: boolean) {
  const z = zod();
  const text = z.string("write a text").optional();
  const names = Object.entries(given.providers ?? {}).flatMap(([channel, providers]) =>
    Object.keys(providers ?? {}).map((name) => `${channel}.${name}`),
  );
  const providerNamed = z.string().regex(/^[a-z0-9-]{1,40}$/i, "name providers with letters, digits and dashes");
  const template = byChannel(() => z.custom<never>(isFunction, "write a function that returns the content")).partial();
  return strict<RelanceConfig>()({
    security: securitySchema(given.security, encrypts),
    store: z.custom<Store>(
      (store) => isFunction((store as Partial<Store> | null)?.open),
      'write a store, such as sqliteStore({ file: "relance.db" })',
    ),
    providers: byChannel((channel) => z.record(providerNamed, provider(channel)).optional())
      .partial()
      .refine(() => names.length > 0, "name at least one provider, such as sms: { main: twilioSms({ … }) }"),
    channels: any<readonly ChannelDescription[]>().optional(), // checked when the channels are registered
    plugins: any<RelanceConfig["plugins"]>().optional(), // each plugin has checked its own configuration
    publicUrl: webAddress(
      "write the address that providers and recipients call, such as https://notify.example.org/relance",
    )
      .refine((url) => !/[?#]/.test(url), "write it without a query")
      .transform((url) => url.replace(/\/+$/, ""))
      .optional(),
    retention: strict<Retention>()({
      links: duration(),
      contacts: duration(),
      bodies: duration(),
      raw: duration(),
    }).default({}),
    prices: strict<PriceList>()({
      currency: z.string("write a currency such as EUR").regex(/^[A-Z]{3}$/, "write a currency such as EUR"),
      perMessage: byProvider(names, price()),
    }).optional(),
    carrierHours: byProvider(
      names,
      readBy(
        strict<CarrierHours>()({ hours: any<HoursText>(), holidays: any<readonly string[] | undefined>() }).partial(),
        (hours) => readCarrierHours(hours as CarrierHours),
      ),
    ).default({}),
    delivery: deliverySchema(given.delivery),
    templates: z
      .record(
        z.string().regex(CODE_TEMPLATE, "name templates in code with their version, such as reminder@1"),
        template,
      )
      .optional(),
    evidence: trueOrFalse(),
    acknowledge: strict<NonNullable<RelanceConfig["acknowledge"]>>()({
      alreadyDone: z.custom<AskAlreadyDone>(isFunction, "write a function of keys").optional(),
    }).optional(),
    replies: strict<ReplyOptions>()({
      answer: trueOrFalse(),
      texts: z
        .record(z.string(), z.strictObject(Object.fromEntries(REPLY_TEXTS.map((name) => [name, text]))))
        .optional(),
      confirmStop: trueOrFalse(),
    }).optional(),
    observe: strict<Observe>()({
      log: z
        .custom<Log>(
          (log) =>
            isFunction(log) ||
            ["info", "warn", "error"].every((level) => isFunction((log as Record<string, unknown> | null)?.[level])),
          "write a logger such as pino(), or a function that gets a log line",
        )
        .optional(),
      heartbeatUrl: webAddress("write your dead-man's switch, such as https://hc.example.org/ping/…").optional(),
      ingressCheck: trueOrFalse(),
    }).default({}),
    http: strict<HttpOptions>()({
      maxReportBytes: positive(),
      perTokenAMinute: positive(),
      missesPerAddressAMinute: positive(),
      pressAfter: duration(),
      texts: any<RecipientPagesOptions["texts"]>().optional(),
      locale: any<string>().optional(),
      clientAddress: any<HandlerOptions["clientAddress"]>().optional(),
      onError: any<HandlerOptions["onError"]>().optional(),
    }).default({}),
  });
}

const suggestSetting = (path: string) => `there is no such setting; did you mean ${path}?`;

/** Advice for settings that moved to a group or to a plugin. */
const MOVED: Readonly<Record<string, string>> = {
  ...inGroup("security", "signing index encryption apiTokens sendGuard"),
  secrets: suggestSetting("security.signing"),
  indexSecret: suggestSetting("security.index"),
  encryptionSecret: suggestSetting("security.encryption"),
  ...inGroup("observe", "log heartbeatUrl ingressCheck"),
  alerts: asPlugin("alerts({ … })", "@relance/alerts"),
  canaries: asPlugin("canaries()", "@relance/canaries"),
  metrics: asPlugin("openTelemetry({ … })", "@relance/opentelemetry"),
  webhooks: asPlugin("outgoingWebhooks({ … })", "@relance/outgoing-webhooks"),
};

function asPlugin(call: string, from: string): string {
  return `this is now a plugin: write plugins: [watch(), ${call}] with ${call.split("(")[0]} of ${from}; without watch() no loss is detected`;
}

function inGroup(group: string, names: string): Readonly<Record<string, string>> {
  return Object.fromEntries(names.split(" ").map((name) => [name, suggestSetting(`${group}.${name}`)]));
}

function withMoved({ path, advice }: Problem): Problem {
  const name = path.replace(/^(?:security|observe)\./, "");
  const moved = Object.hasOwn(MOVED, name) ? MOVED[name] : undefined;
  return { path, advice: moved !== undefined && advice.startsWith("there is no such setting") ? moved : advice };
}

function refuse(problems: readonly Problem[]): void {
  const [path = ""] = problems.map((problem) => problem.path);
  if (/^security(\.(signing|index|encryption))?$/.test(path)) refuseProblems(problems, "config/secret-missing");
  if (problems[0]?.advice.includes("worker's lease")) refuseProblems(problems, "config/lease-too-short");
  refuseProblems(problems);
}

export interface ReadConfig {
  readonly options: Omit<EngineOptions, "storeInfo">;
  readonly codec: Codec | undefined;
  readonly pages: RecipientPages;
  readonly http: HandlerOptions;
  readonly posts: readonly PostTarget[];
}

/** Reads the whole configuration. With `encrypts: false`, encryption secrets are ignored. @throws {ConfigError} */
export function readConfig(config: RelanceConfig, encrypts: boolean): ReadConfig {
  if (typeof config !== "object" || config === null)
    throw new ConfigError("config/invalid", "createRelance: write { store, providers, security }");
  addChannels(config.channels ?? []);
  const { value, problems } = readBySchema("", schema(config, encrypts), config);
  refuse(problems.map(withMoved));
  if (value === undefined) throw new Error("a configuration without mistakes must have a value");
  const { store, security, retention, observe, carrierHours, delivery } = value;
  const { sendGuard } = security;
  const { pressAfter: pressAfterMs, texts, locale, ...http } = value.http;
  const pages = createRecipientPages({ texts, locale, pressAfterMs }, "http.");
  const plugins = readPlugins(config.plugins);
  const providers = new Map<string, Provider>(
    Object.entries(value.providers).flatMap(([channel, all]) =>
      Object.entries(all ?? {}).map(([name, one]) => [`${channel}.${name}`, one] as const),
    ),
  );
  const signer = secretSigner(security.signing, security.index);
  const runtime = nodeRuntime();
  const log = (line: LogLine) => {
    const { level, event, facts = {} } = line;
    try {
      if (typeof observe.log === "function") observe.log(line);
      else observe.log?.[level](facts, event);
    } catch {} // an error of the logger must not stop the gateway
  };
  const [newest, ...older] = encrypts ? ((security.encryption ?? []) as readonly string[]) : [];
  const codec =
    newest === undefined
      ? undefined
      : createCodec({
          secrets: [newest, ...older],
          digests: signer.digests,
          now: () => runtime.now(),
          onBehind: () => log({ level: "error", event: "personal.secret-behind" }),
          onUnreadable: (kind, rows) => log({ level: "error", event: "personal.unreadable", facts: { kind, rows } }),
        });
  const options: Omit<EngineOptions, "storeInfo"> = {
    store,
    runtime,
    signer,
    providers,
    compile: (body) => compileCampaign(body, { templates: config.templates }),
    planOf: (definition) =>
      compilePlan(definition, [...providers.keys()], (name) => {
        const provider = providers.get(name);
        if (provider === undefined) return undefined;
        const { channel, vendor, capabilities } = provider;
        const { receipts, explainsWithinMs } = capabilities;
        const lookup = provider.lookup !== undefined;
        return { channel, vendor, receipts, lookup, explainsWithinMs, carries: carrierHours[name] };
      }),
    readAddress,
    isMobile,
    checkContent,
    send: sendOnce,
    version: ownVersion(),
    publicUrl: value.publicUrl,
    callOurselves: (observe.ingressCheck ?? delivery !== "capture") ? callOurselves : undefined,
    apiTokens: security.apiTokens ?? [],
    linksLiveMs: retention.links,
    keptMs: { contacts: retention.contacts, bodies: retention.bodies, raw: retention.raw },
    segmentsOf: (text) => countSegments(text).segments,
    prices: config.prices,
    replies: value.replies,
    sendGuard:
      sendGuard === undefined
        ? undefined
        : {
            perPrefixMinute: sendGuard.perPrefixMinute,
            isAllowed: (phone) => sendGuard.countries === undefined || isOfCountries(phone, sendGuard.countries),
          },
    alreadyDone: value.acknowledge?.alreadyDone,
    plugins,
    delivery,
    commit: value.evidence === true ? messageCommitment : undefined,
    onGreen: heartbeat(observe.heartbeatUrl),
    log,
    metrics: plugins.find(({ meters }) => meters !== undefined)?.meters,
  };
  return { options, codec, pages, http, posts: plugins.flatMap(readPosts) };
}

/** Returns whether `encryption` is configured. If its secret is unset, the gateway must refuse to start. */
export function namesEncryption(config: RelanceConfig | undefined): boolean {
  const security: unknown = config?.security;
  return typeof security === "object" && security !== null && "encryption" in security;
}
