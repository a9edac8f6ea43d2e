import type { AttemptOutcome, ClaimedRow, FirstFinal, Message, Meters, Provider } from "@relance/spec";
import type { Needs } from "./context.ts";

export interface Measure {
  /** Measures how long after its due time a message is sent, by the store's clock. */
  left(row: Pick<ClaimedRow, "dueAt" | "provider" | "step">, message: Pick<Message, "purpose">, at: number): void;
  /** Measures how long a provider call took. `sentAt` is its start by this process's clock. */
  sent(provider: string, outcome: AttemptOutcome, sentAt: number): void;
  answered(finals: readonly FirstFinal[] | undefined): void;
}

export function createMeasure({ options, providers, runtime }: Needs<"options" | "providers" | "runtime">): Measure {
  const { metrics } = options;

  function tell(
    providerName: string,
    how: (meters: Meters, of: Pick<Provider, "channel" | "vendor"> & { provider: string }) => void,
  ): void {
    const provider = providers.get(providerName);
    if (metrics !== undefined && provider !== undefined)
      how(metrics, { provider: providerName, channel: provider.channel, vendor: provider.vendor });
  }

  return {
    left({ dueAt, provider, step }, { purpose }, at) {
      if (purpose === undefined) return;
      const { campaign, tenant } = purpose;
      metrics?.step({ campaign, tenant, step, provider, ms: at - dueAt });
    },
    sent(provider, { kind, captured, errorCode }, sentAt) {
      if (captured !== undefined) return;
      tell(provider, (meters, of) => meters.send({ ...of, outcome: kind, errorCode, ms: runtime.now() - sentAt }));
    },
    answered(finals = []) {
      for (const { provider, outcome, ms } of finals)
        tell(provider, (meters, of) => meters.receipt({ ...of, outcome, ms }));
    },
  };
}
