import {
  createEngine,
  type CampaignHandle as EngineHandle,
  type EngineOptions,
  type EventHandler,
} from "@relance/engine";
import { campaignEvidence, sealingChore } from "@relance/evidence/sealing";
import { planWith } from "@relance/forecast";
import { createPosters } from "@relance/provider-kit/signed-posts";
import { campaignReading, createCampaignViews } from "@relance/report/views";
import {
  allRows,
  type CampaignTypes,
  ConfigError,
  checkedBy,
  checkOptions,
  type Duration,
  type IncidentRow,
  type Ledger,
  type LoadedCampaign,
  type PostPayload,
  type RelanceEvent,
  readIncidents,
} from "@relance/spec";
import { createHandler, type Handler, toNodeHandler } from "@relance/webhooks";
import { duration } from "./config-values.ts";
import { checkMarks, guardStore } from "./guard-store.ts";
import { namesEncryption, readConfig } from "./read-config.ts";
import type { CampaignHandle, Relance } from "./relance.ts";
import type { Providers, RelanceConfig } from "./relance-config.ts";
import { keepParts, leave, refuseClosed, use } from "./shared-parts.ts";

const EVENTS = 500;

type SubscribeTo = readonly [EventHandler, undefined?] | readonly [LoadedCampaign, EventHandler];

/** Parts of the engine that tests and tools may replace. */
export type EngineOverrides = Partial<
  Pick<
    EngineOptions,
    "runtime" | "heartbeatMs" | "pollMs" | "idleMs" | "compile" | "send" | "version" | "callOurselves"
  >
> & { readonly post?: ((to: string, payload: PostPayload) => Promise<void>) | undefined };

/**
 * Creates a gateway, and opens and migrates its store. The gateway sends nothing until `run` is called. @throws
 * {ConfigError} `config/invalid`, `config/secret-missing`, `config/lease-too-short`
 * @throws {StoreError} if the store cannot be opened
 */
export async function createRelance<P extends Providers>(
  config: RelanceConfig<P>,
  { post, ...overrides }: EngineOverrides = {},
): Promise<Relance<P>> {
  const isReal = overrides.runtime === undefined; // a test passes a virtual clock as `runtime`
  const encrypts = isReal && namesEncryption(config);
  const { codec, pages, http, options, posts } = readConfig(config, encrypts);
  const { store, providers, publicUrl, signer } = options;
  refuseClosed(providers);
  const ready = guardStore(store, signer, config.channels);
  const posters = createPosters(posts);
  const storeInfo = await store.open({ codec });
  if (isReal) checkMarks(storeInfo.marks, codec?.marks ?? []);
  const engineOptions: EngineOptions = {
    ...options,
    storeInfo,
    ready,
    callOurselves: isReal ? options.callOurselves : undefined,
    post: post === undefined ? (isReal ? posters.post : undefined) : (_, to, payload) => post(to, payload),
    ...overrides,
  };
  const engine = createEngine(engineOptions, (context) => [sealingChore(context)]);
  for (const part of [config.store, ...providers.values()]) use(part);
  const views = createCampaignViews(engine.context);
  const withReading = (handle: EngineHandle): CampaignHandle => ({
    ...handle,
    ...campaignReading(engine.context, handle.id),
    ...campaignEvidence(engine.context, handle),
  });
  let handler: Handler | undefined;

  function edge(): Handler {
    if (publicUrl === undefined) {
      throw new ConfigError("config/invalid", "publicUrl is missing: without it the gateway gets no HTTP requests");
    }
    if (handler === undefined) {
      handler = createHandler(engine.port, pages, http);
      engine.listen();
    }
    return handler;
  }

  let closing: Promise<void> | undefined;
  async function close(closeOptions: { readonly grace?: Duration | undefined } = {}): Promise<void> {
    checkOptions("close", closeOptions, ["grace"]);
    const graceMs = checkedBy(duration(), closeOptions.grace, "close: grace");
    closing ??= closeAll(
      () => engine.close({ graceMs }),
      () => posters.close(),
      ...[...providers.values()].map((provider) => () => leave(provider)),
      () => leave(config.store),
    );
    return closing;
  }

  async function get(
    which: string | number,
    getOptions: { readonly occurrence?: string; readonly tenant?: string } = {},
  ): Promise<CampaignHandle> {
    checkOptions("campaigns.get", getOptions, ["occurrence", "tenant"]);
    const { occurrence = "", tenant = "" } = getOptions;
    if (typeof which === "number") return withReading(await engine.campaign(which));
    const all = await store.count();
    const found = all.find(
      (ledger) => ledger.name === which && ledger.occurrence === occurrence && ledger.tenant === tenant,
    );
    if (found === undefined) throw unknownCampaign(await engine.ledgers(), { name: which, occurrence, tenant });
    return withReading(engine.handleOf(found));
  }

  async function* listIncidents(campaign: number, isOpen: boolean): AsyncIterable<IncidentRow> {
    for (const incident of await views.incidents(campaign))
      if (!isOpen || incident.endedAt === undefined) yield incident;
  }

  const relance: Relance<P> = {
    campaigns: {
      plan: planWith(engine),
      // the public type `T` lists the campaign's answers, which the engine's type does not
      start: async (...call) => withReading(await engine.start(...call)) as CampaignHandle<unknown, never>,
      open: async (...call) => withReading(await engine.open(...call)) as CampaignHandle<unknown, never>,
      get,
      list: async () => (await engine.ledgers()).map((ledger) => withReading(engine.handleOf(ledger))),
      ledgers: engine.ledgers,
    },
    send: engine.send as unknown as Relance<P>["send"], // the public type allows only providers in the configuration
    acknowledge: engine.acknowledge,
    erase: engine.erase,
    recipientStatus: engine.recipientStatus,
    suppressions: engine.suppressions,
    async command(plugin, command, input = {}) {
      const results = await engine.plugins.command(plugin, command, input);
      if (results === undefined)
        throw new ConfigError("config/invalid", `no plugin of this gateway has the command ${plugin} ${command}`);
      return results;
    },
    outbox(which = {}) {
      checkOptions("outbox", which, ["after"]);
      return allRows((cursor) => store.outbox({ cursor, limit: 200 }), which.after?.toString());
    },
    async events(page = {}) {
      checkOptions("events", page, ["cursor", "limit"]);
      const { cursor, limit = EVENTS } = page;
      return store.events({ cursor, limit });
    },
    incidents(filter = {}) {
      checkOptions("incidents", filter, ["campaign", "open"]);
      const { campaign, open = false } = filter;
      return campaign === undefined ? readIncidents(store, { open }) : listIncidents(campaign, open);
    },
    workers: () => store.workers(),
    views,
    subscribe: (name: string, ...[first, second]: SubscribeTo) =>
      engine.subscribe(name, second === undefined ? first : onEvents(first, second)),
    handle: async (request) => edge()(request),
    nodeHandler: () => toNodeHandler(edge(), { publicUrl: publicUrl ?? "" }),
    async run(options) {
      checkOptions("run", options, ["signal", "grace"]);
      return engine.run({ signal: options?.signal, graceMs: checkedBy(duration(), options?.grace, "run: grace") });
    },
    async runOnce(options) {
      checkOptions("runOnce", options, ["within"]);
      return engine.runOnce({ budgetMs: checkedBy(duration(), options?.within ?? "", "runOnce: within") ?? 0 });
    },
    async health(...options: readonly unknown[]) {
      checkOptions("health", options[0], []);
      return engine.health();
    },
    close,
    [Symbol.asyncDispose]: () => close(),
  };
  keepParts(relance, { store, engine });
  return relance;
}

/**
 * Checks a configuration as {@link createRelance} does, but opens no store. One error lists every mistake.
 * @throws {ConfigError} `config/invalid`, `config/secret-missing`, `config/lease-too-short`
 */
export function checkConfig(config: RelanceConfig): void {
  readConfig(config, namesEncryption(config));
}

/** Runs every step even if one fails, so that no store stays open. Then throws the first error. */
async function closeAll(...steps: readonly (() => Promise<unknown>)[]): Promise<void> {
  const failures: unknown[] = [];
  for (const step of steps) {
    try {
      await step();
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
}

function onEvents<T extends CampaignTypes>(
  { definition }: LoadedCampaign<T>,
  handler: EventHandler<T["answer"]>,
): EventHandler {
  const isOwn = (event: RelanceEvent): event is RelanceEvent<T["answer"]> => event.campaign.name === definition.name;
  return async (events) => {
    const own = events.filter(isOwn);
    if (own.length > 0) await handler(own);
  };
}

const SHOWN = 5;

function unknownCampaign(
  all: readonly Ledger[],
  { name, occurrence, tenant }: Pick<Ledger, "name" | "occurrence" | "tenant">,
): ConfigError {
  const own = all.filter((ledger) => ledger.tenant === tenant).map(campaignLabel);
  const more = own.length > SHOWN ? `, and ${own.length - SHOWN} more` : "";
  const others =
    own.length === 0 ? "none was started yet" : `there is ${own.slice(-SHOWN).reverse().join(", ")}${more}`;
  const whose = tenant === "" ? "" : ` of tenant ${tenant}`;
  return new ConfigError(
    "campaign/unknown",
    `there is no campaign ${campaignLabel({ name, occurrence })}${whose} in this store; ${others}`,
  );
}

function campaignLabel({ name, occurrence }: Pick<Ledger, "name" | "occurrence">): string {
  return occurrence === "" ? name : `${name} --occurrence ${occurrence}`;
}
