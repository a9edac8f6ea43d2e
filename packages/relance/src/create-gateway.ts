import { checkContent, compileCampaign, compilePlan, readAddress } from "@relance/campaign";
import { createEngine, type EngineOptions } from "@relance/core";
import { ConfigError } from "@relance/spec";
import { createHandler, type Handler, toNodeHandler } from "@relance/webhooks";
import type { Gateway } from "./gateway.ts";
import type { GatewayConfig, Providers } from "./gateway-config.ts";
import { heartbeat } from "./heartbeat.ts";
import { nodeRuntime } from "./node-runtime.ts";
import { readProviders, readPublicUrl, readSecrets } from "./read-config.ts";
import { secretSigner } from "./secret-signer.ts";
import { sendOnce } from "./send-once.ts";

/** What tests and tools may replace; production passes nothing. */
export type EngineOverrides = Partial<
  Pick<EngineOptions, "runtime" | "heartbeatMs" | "pollMs" | "send" | "version">
>;

/**
 * Opens a gateway: the store is opened and migrated, nothing is sent until `run`.
 *
 * @throws {ConfigError} `config/invalid`, `config/secret-missing`, `config/lease-too-short`
 * @throws {StoreError} when the store cannot be opened
 */
export async function createGateway<P extends Providers>(
  config: GatewayConfig<P>,
  overrides: EngineOverrides = {},
): Promise<Gateway<P>> {
  const { store } = config;
  const providers = readProviders(config.providers);
  const publicUrl = readPublicUrl(config.publicUrl);
  const engine = createEngine({
    store,
    runtime: nodeRuntime(),
    signer: secretSigner(readSecrets(config)),
    providers,
    compile: (body) => compileCampaign(body, { templates: config.templates }),
    planOf: (definition) =>
      compilePlan(definition, (instance) => {
        const provider = providers.get(instance);
        if (provider === undefined) return undefined;
        const { channel, vendor, capabilities } = provider;
        return { channel, vendor, receipts: capabilities.receipts, lookup: provider.lookup !== undefined };
      }),
    readAddress: (channel, address) => readAddress(channel, address, undefined),
    checkContent,
    send: sendOnce,
    publicUrl,
    apiTokens: config.apiTokens,
    delivery: config.delivery,
    onGreen: heartbeat(config.heartbeatUrl),
    log: config.log,
    ...overrides,
  });
  await store.open();
  let handler: Handler | undefined;

  function edge(): Handler {
    if (publicUrl === undefined) {
      throw new ConfigError(
        "config/invalid",
        "publicUrl is missing: without it nothing can come in over HTTP",
      );
    }
    if (handler === undefined) {
      handler = createHandler(engine.port, config.http);
      engine.listen();
    }
    return handler;
  }

  async function close(options: { readonly graceMs?: number | undefined } = {}): Promise<void> {
    await engine.close(options);
    await Promise.all([...providers.values()].map((provider) => provider.close?.()));
    await store.close();
  }

  return {
    internals: { store, engine },
    campaigns: {
      start: (campaign, options) => engine.start(campaign, options),
      list: () => store.count(),
      async get(name, { occurrence = "", tenant = "" } = {}) {
        const all = await store.count();
        const found = all.find(
          (ledger) => ledger.name === name && ledger.occurrence === occurrence && ledger.tenant === tenant,
        );
        if (found === undefined) {
          const who = occurrence === "" ? name : `${name} ${occurrence}`;
          throw new ConfigError("campaign/unknown", `there is no campaign ${who} in this store`);
        }
        return engine.campaign(found.campaign);
      },
    },
    send: (message) => engine.send(message),
    acknowledge: (events) => engine.acknowledge(events),
    subscribe: (name, subscriber) => engine.subscribe(name, subscriber),
    handle: (request) => edge()(request),
    nodeHandler: () => toNodeHandler(edge(), { publicUrl: publicUrl ?? "" }),
    run: (options) => engine.run(options),
    runOnce: (options) => engine.runOnce(options),
    health: () => engine.health(),
    close,
    [Symbol.asyncDispose]: () => close(),
  };
}
