import { unknownModel } from "@relance/watch";
import type { EngineContext } from "../../base/context.ts";
import { readKept } from "../../base/read-kept.ts";
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
  const { store, runtime } = context;
  const owner = `${context.incarnation}:${runtime.id()}`;
  const known = new Map<string, ProviderModels>();
  /** The same ones at each look: what a judgement knows of a model is kept with it. */
  const configured = new Map<string, ProviderModels>();
  const leaseOf = (provider: string) => ({ name: `latency:${provider}`, owner, leaseMs: LEASE_MS });

  return {
    async need(providers) {
      for (const provider of new Set(providers)) {
        if (known.has(provider)) continue;
        const { data } = await store.lease({ ...leaseOf(provider), leaseMs: 1 });
        known.set(provider, readKept<ProviderModels>(data) ?? {});
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
        const task = leaseOf(provider);
        const { status } = await store.lease(task);
        // a model that another process is writing now is as good as ours
        if (status === "owned") await store.lease({ ...task, save: { data: JSON.stringify(learned), release: true } });
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
