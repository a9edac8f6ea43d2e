import { definePlugin, type Plugin, type PluginHost } from "@relance/spec";
import { webhookCommands } from "./commands.ts";
import { config, type OutgoingWebhooksConfig, readWebhooks, type Webhook } from "./config.ts";
import { deliver } from "./delivery.ts";
import { newMemory } from "./replay.ts";
import { isFine, readStatus, statusText } from "./status.ts";

/** Sends each event at least once to your HTTP endpoints. @throws {ConfigError} `config/invalid` */
export const outgoingWebhooks: (config: OutgoingWebhooksConfig) => Plugin = definePlugin({
  name: "webhooks",
  config,
  posts: (addresses) =>
    Object.fromEntries(
      Object.entries(addresses).map(([name, { url, secret, allowPrivate }]) => [name, { url, secret, allowPrivate }]),
    ),
  commands: (addresses) => webhookCommands(readWebhooks(addresses)),
  start(host, addresses) {
    const webhooks = readWebhooks(addresses);
    return {
      tasks: webhooks.map((webhook) => ({
        name: webhook.name,
        everyMs: 1_000,
        releases: true,
        afterWrites: true,
        run: (turn, signal) => deliver(host, webhook, turn, signal),
      })),
      hooks: { beforeStore: startOnce(host, webhooks) },
      async findings() {
        const now = await host.read.now();
        const states = await Promise.all(webhooks.map((webhook) => readStatus(host, webhook)));
        return states.map((state) => ({ isFine: isFine(state, now), fact: `${state.name} ${statusText(state)}` }));
      },
    };
  },
});

/** Stores the position of each new webhook early, because a campaign could end before the first worker starts. */
function startOnce(host: PluginHost, webhooks: readonly Webhook[]): () => Promise<void> {
  let started: Promise<unknown> | undefined;
  return async () => {
    started ??= Promise.all(webhooks.map(({ name }) => start(host, name))).catch((error) => {
      started = undefined;
      throw error;
    });
    await started;
  };
}

async function start(host: PluginHost, webhook: string): Promise<void> {
  // if the task has an owner, the webhook was started before
  await host.tasks.run(
    webhook,
    async ({ memory, now, save }) => {
      if (memory === undefined) await save(JSON.stringify(await newMemory(host.read, now)));
    },
    0,
  );
}
