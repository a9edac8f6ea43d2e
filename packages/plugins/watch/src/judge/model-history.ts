import type { PluginHost } from "@relance/spec";
import { unknownModel } from "../latency-model.ts";
import { keep, readStored } from "../stored-values.ts";
import type { ProviderModels } from "../watch-memory.ts";

export interface UsualReceipts {
  readonly medianMs: number;
  readonly share: number;
}

/** The normal latency of each provider, stored for all campaigns. */
export interface ModelHistory {
  need(providers: readonly string[]): Promise<void>;
  of(provider: string): ProviderModels;
  keep(models: ReadonlyMap<string, ProviderModels>): Promise<void>;
}

export function createModelHistory(
  host: PluginHost,
  usual: Readonly<Record<string, UsualReceipts | undefined>>,
): ModelHistory {
  const known = new Map<string, ProviderModels>();
  /** Models from the configuration. All checks use the same model objects, because results are cached by object. */
  const configured = new Map<string, ProviderModels>();

  return {
    async need(providers) {
      for (const provider of new Set(providers)) {
        if (known.has(provider)) continue;
        known.set(provider, (await readStored<ProviderModels>(host, historyName(provider))) ?? {});
      }
    },
    of(provider) {
      const models = configured.get(provider) ?? configuredModel(usual[provider]);
      configured.set(provider, models);
      return { ...models, ...known.get(provider) };
    },
    async keep(models) {
      for (const [provider, learned] of models) known.set(provider, learned);
      await host.tables.run([...models].map(([provider, learned]) => keep(historyName(provider), learned)));
    },
  };
}

function historyName(provider: string): string {
  return `latency:${provider}`;
}

function configuredModel(usual: UsualReceipts | undefined): ProviderModels {
  if (usual === undefined) return {};
  return { "": { ...unknownModel(usual.medianMs, usual.share), learnedFrom: 1 } };
}
