import { checkContent, compileCampaign, compilePlan, countSegments, readAddress, readKept } from "@relance/campaign";
import { createCodec } from "@relance/encryption";
import {
  type CampaignHandle,
  createEngine,
  type EngineOptions,
  type EventHandler,
  readIncidents,
  rowsOf,
} from "@relance/engine";
import {
  addChannels,
  type Codec,
  ConfigError,
  checkOptions,
  type Duration,
  type IncidentRow,
  type LoadedCampaign,
} from "@relance/spec";
import { checkHandlerOptions, createHandler, type Handler, toNodeHandler } from "@relance/webhooks";
import { callOurselves } from "./call-ourselves.ts";
import { closeAll } from "./close-all.ts";
import { eventsOf } from "./events-of.ts";
import { checkMarks, guardStore } from "./guard-store.ts";
import { heartbeat } from "./heartbeat.ts";
import { nodeRuntime } from "./node-runtime.ts";
import { planWith } from "./plan-with.ts";
import {
  checksIngress,
  readApiTokens,
  readDelivery,
  readEncryptionSecrets,
  readHeartbeatUrl,
  readHoursOfCarriers,
  readHttp,
  readIndexSecrets,
  readMs,
  readPrices,
  readProviders,
  readPublicUrl,
  readSecrets,
  readSendGuard,
  readSwitch,
  readTemplates,
  saysEncryption,
} from "./read-config.ts";
import { readLog } from "./read-log.ts";
import { readPlugins } from "./read-plugins.ts";
import { refuseUnknownKeys } from "./refuse-unknown-keys.ts";
import type { Relance } from "./relance.ts";
import type { Providers, RelanceConfig } from "./relance-config.ts";
import { secretSigner } from "./secret-signer.ts";
import { sendOnce } from "./send-once.ts";
import { keepParts, leaveProvider, leaveStore, refuseClosed, use } from "./shared-parts.ts";
import { createPosters, type PostInstead } from "./signed-poster.ts";
import { unknownCampaign } from "./unknown-campaign.ts";
import { ownVersion } from "./version.ts";

const EVENTS = 500;

type SubscribeTo = readonly [EventHandler, undefined?] | readonly [LoadedCampaign, EventHandler];

/** Dependencies that tests and tools may replace. */
export type EngineOverrides = Partial<
  Pick<
    EngineOptions,
    "runtime" | "heartbeatMs" | "pollMs" | "idleMs" | "compile" | "send" | "version" | "callOurselves"
  >
> & { readonly post?: PostInstead | undefined };

/**
 * Opens a gateway: opens and migrates the store. Nothing is sent until `run`.
 * @throws {ConfigError} `config/invalid`, `config/secret-missing`, `config/lease-too-short`
 * @throws {StoreError} when the store cannot be opened
 */
export async function createRelance<P extends Providers>(
  config: RelanceConfig<P>,
  { post, ...overrides }: EngineOverrides = {},
): Promise<Relance<P>> {
  const isReal = overrides.runtime === undefined; // with a virtual clock no address is called
  const encrypts = isReal && saysEncryption(config);
  const { codec, ...options } = readConfig(config, encrypts);
  const { store, providers, publicUrl, signer } = options;
  refuseClosed(providers);
  const ready = guardStore(store, signer, config.channels);
  const runtime = overrides.runtime ?? options.runtime;
  const posters = createPosters(options.plugins ?? []);
  const storeInfo = await store.open({ codec });
  if (isReal) checkMarks(storeInfo.marks, codec?.marks ?? []);
  const engine = createEngine({
    ...options,
    storeInfo,
    ready,
    callOurselves: isReal ? options.callOurselves : undefined,
    post: post === undefined ? (isReal ? posters.post : undefined) : (_, to, payload) => post(to, payload),
    ...overrides,
  });
  for (const part of [config.store, ...providers.values()]) use(part);
  let handler: Handler | undefined;

  function edge(): Handler {
    if (publicUrl === undefined) {
      throw new ConfigError("config/invalid", "publicUrl is missing: without it the gateway gets no HTTP requests");
    }
    if (handler === undefined) {
      handler = createHandler(engine.port, readHttp(config.http));
      engine.listen();
    }
    return handler;
  }

  let closing: Promise<void> | undefined;
  async function close(closeOptions: { readonly grace?: Duration | undefined } = {}): Promise<void> {
    checkOptions("close", closeOptions, ["grace"]);
    const graceMs = readMs("close: grace", closeOptions.grace);
    closing ??= closeAll(
      () => engine.close({ graceMs }),
      () => posters.close(),
      ...[...providers.values()].map((provider) => () => leaveProvider(provider)),
      () => leaveStore(config.store),
    );
    return closing;
  }

  async function get(
    which: string | number,
    getOptions: { readonly occurrence?: string; readonly tenant?: string } = {},
  ): Promise<CampaignHandle> {
    checkOptions("campaigns.get", getOptions, ["occurrence", "tenant"]);
    const { occurrence = "", tenant = "" } = getOptions;
    if (typeof which === "number") return engine.campaign(which);
    const all = await store.count();
    const found = all.find(
      (ledger) => ledger.name === which && ledger.occurrence === occurrence && ledger.tenant === tenant,
    );
    if (found === undefined) throw unknownCampaign(await engine.ledgers(), { name: which, occurrence, tenant });
    return engine.handleOf(found);
  }

  async function* incidentsOf(campaign: number, isOpen: boolean): AsyncIterable<IncidentRow> {
    for (const incident of await engine.views.incidents(campaign))
      if (!isOpen || incident.endedAt === undefined) yield incident;
  }

  const relance: Relance<P> = {
    campaigns: {
      plan: planWith({ engine, providers, prices: options.prices, now: () => runtime.now() }),
      // the engine does not know the possible answers; the campaign's type does
      start: (campaign, options) => engine.start(campaign, options) as Promise<CampaignHandle<unknown, never>>,
      open: (campaign, options) => engine.open(campaign, options) as Promise<CampaignHandle<unknown, never>>,
      get,
      list: async () => (await engine.ledgers()).map(engine.handleOf),
      ledgers: engine.ledgers,
    },
    send: engine.send,
    acknowledge: engine.acknowledge,
    erase: engine.erase,
    personStatus: engine.personStatus,
    suppressions: engine.suppressions,
    async command(plugin, command, input = {}) {
      const results = await engine.plugins.command(plugin, command, input);
      if (results === undefined)
        throw new ConfigError("config/invalid", `no plugin of this gateway has the command ${plugin} ${command}`);
      return results;
    },
    outbox(which = {}) {
      checkOptions("outbox", which, ["after"]);
      return rowsOf((cursor) => store.outbox({ cursor, limit: 200 }), which.after?.toString());
    },
    async events(page = {}) {
      checkOptions("events", page, ["cursor", "limit"]);
      const { cursor, limit = EVENTS } = page;
      return store.events({ cursor, limit });
    },
    incidents(filter = {}) {
      checkOptions("incidents", filter, ["campaign", "open"]);
      const { campaign, open = false } = filter;
      return campaign === undefined ? readIncidents(store, { open }) : incidentsOf(campaign, open);
    },
    workers: () => store.workers(),
    views: engine.views,
    subscribe: (name: string, ...[first, second]: SubscribeTo) =>
      engine.subscribe(name, second === undefined ? first : eventsOf(first, second)),
    handle: async (request) => edge()(request),
    nodeHandler: () => toNodeHandler(edge(), { publicUrl: publicUrl ?? "" }),
    async run(options) {
      checkOptions("run", options, ["signal", "grace"]);
      return engine.run({ signal: options?.signal, graceMs: readMs("run: grace", options?.grace) });
    },
    async runOnce(options) {
      checkOptions("runOnce", options, ["within"]);
      return engine.runOnce({ budgetMs: readMs("runOnce: within", options?.within ?? "") });
    },
    health: () => engine.health(),
    close,
    [Symbol.asyncDispose]: () => close(),
  };
  keepParts(relance, { store, engine });
  return relance;
}

/**
 * Checks a configuration like {@link createRelance}, without opening anything.
 * @throws {ConfigError} `config/invalid`, `config/secret-missing`, `config/lease-too-short`: the first mistake
 */
export function checkConfig(config: RelanceConfig): void {
  readConfig(config, saysEncryption(config));
}

/** Checks everything before the store is opened: a mistake leaves nothing behind. */
function readConfig<P extends Providers>(config: RelanceConfig<P>, encrypts: boolean) {
  if (typeof config !== "object" || config === null)
    throw new ConfigError("config/invalid", "createRelance: write { store, providers, security }");
  addChannels(config.channels ?? []);
  refuseUnknownKeys(config);
  checkHandlerOptions(readHttp(config.http), "http.");
  return engineOptions(config, encrypts);
}

/** All options except those from the open store. */
function engineOptions<P extends Providers>(
  config: RelanceConfig<P>,
  encrypts: boolean,
): Omit<EngineOptions, "storeInfo"> & { readonly codec: Codec | undefined } {
  const { store, templates, observe = {}, security } = config;
  if (typeof store?.open !== "function") {
    throw new ConfigError("config/invalid", 'store: write a store, such as sqliteStore({ file: "relance.db" })');
  }
  const providers = readProviders(config.providers);
  const codeTemplates = readTemplates(templates);
  const carrierHours = readHoursOfCarriers(config.carrierHours, providers);
  const signer = secretSigner(readSecrets(security?.signing), readIndexSecrets(security.index));
  const write = readLog(observe.log);
  const tell: typeof write = (line) => {
    try {
      write?.(line);
    } catch {} // a failing log stops no work
  };
  const plugins = readPlugins(config.plugins);
  const runtime = nodeRuntime();
  const codecOf = () =>
    createCodec({
      secrets: readEncryptionSecrets(security.encryption),
      digests: signer.digests,
      now: () => runtime.now(),
      onBehind: () => tell({ level: "error", event: "personal.secret-behind" }),
      onUnreadable: (kind, rows) => tell({ level: "error", event: "personal.unreadable", facts: { kind, rows } }),
    });
  return {
    store,
    codec: encrypts ? codecOf() : undefined,
    runtime,
    signer,
    providers,
    compile: (body) => compileCampaign(body, { templates: codeTemplates }),
    planOf: (definition) =>
      compilePlan(definition, [...providers.keys()], (providerName) => {
        const provider = providers.get(providerName);
        if (provider === undefined) return undefined;
        const { channel, vendor, capabilities } = provider;
        const { receipts, explainsWithinMs } = capabilities;
        const lookup = provider.lookup !== undefined;
        return { channel, vendor, receipts, lookup, explainsWithinMs, carries: carrierHours.get(providerName) };
      }),
    readAddress: (channel, address, country) => readAddress(channel, address, country),
    checkContent,
    send: sendOnce,
    version: ownVersion(),
    publicUrl: readPublicUrl(config.publicUrl),
    callOurselves: checksIngress(config) ? callOurselves : undefined,
    apiTokens: readApiTokens(security.apiTokens),
    linksLiveMs: readMs("retention.links", config.retention?.links),
    keptMs: readKept(config.retention),
    segmentsOf: (text) => countSegments(text).segments,
    prices: readPrices(config.prices, providers),
    replies: config.replies,
    sendGuard: readSendGuard(security.sendGuard),
    alreadyDone: config.acknowledge?.alreadyDone,
    plugins,
    delivery: readDelivery(config.delivery),
    seals: readSwitch("evidence", config.evidence),
    onGreen: heartbeat(readHeartbeatUrl(observe.heartbeatUrl)),
    log: write,
    metrics: plugins.find(({ meters }) => meters !== undefined)?.meters,
  };
}
