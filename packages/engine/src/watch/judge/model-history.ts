import { unknownModel } from "@relance/watch";
import type { EngineContext } from "../../base/context.ts";
import { jsonTask } from "../../base/leased-task.ts";
import type { ProviderModels } from "../watch-memory.ts";

const LEASE_MS = 5_000;

/** How providers answer while all is well, kept in the store from campaign to campaign. */
export interface ModelHistory {
  /** Reads the models of these providers, once a process. */
  need(providers: readonly string[]): Promise<void>;
  of(provider: string): ProviderModels;
  keep(models: ReadonlyMap<string, ProviderModels>): Promise<void>;
}

export function createModelHistory(context: EngineContext): ModelHistory {
  const known = new Map<string, ProviderModels>();
  /** The same ones at each check: what a judgement knows of a model is kept with it. */
  const configured = new Map<string, ProviderModels>();
  const taskOf = (provider: string) =>
    jsonTask<ProviderModels>(context, { name: `latency:${provider}`, leaseMs: LEASE_MS });

  return {
    async need(providers) {
      for (const provider of new Set(providers)) {
        if (known.has(provider)) continue;
        known.set(provider, (await taskOf(provider).peek()) ?? {});
      }
    },
    of(provider) {
      const usual = configured.get(provider) ?? told(context, provider);
      configured.set(provider, usual);
      return { ...usual, ...known.get(provider) };
    },
    async keep(models) {
      for (const [provider, learned] of models) {
        known.set(provider, learned);
        // a model that another process is writing now is as good as ours
        await taskOf(provider).run(({ save }) => save(learned, { release: true }));
      }
    },
  };
}

const USUAL_SHARE = 0.95;

/** What the configuration says is usual, as if it had been learned. */
function told({ options }: EngineContext, provider: string): ProviderModels {
  const usual = options.usualReceipts?.[provider];
  if (usual === undefined) return {};
  const model = unknownModel(usual.medianMs, usual.share ?? USUAL_SHARE);
  return { "": { ...model, learnedFrom: 1 } };
}
