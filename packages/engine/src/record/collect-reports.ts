import type { InboundItem } from "@relance/spec";
import type { EngineContext } from "../base/context.ts";
import { withinBudget } from "../base/patience.ts";
import { recordInbound } from "./record-inbound.ts";

const COLLECT_MS = 60_000;

/** Collects reports such as mails in a folder. relance stores each report before its source deletes the report. */
export async function collectReports(context: EngineContext, signal: AbortSignal): Promise<number> {
  let kept = 0;
  for (const [providerName, provider] of context.providers) {
    if (provider.collect === undefined || signal.aborted) continue;
    const keep = async (items: readonly InboundItem[], raw: Uint8Array) => {
      await recordInbound(context, providerName, items, { raw });
    };
    try {
      const found = await withinBudget(context.runtime, signal, {
        name: provider.kind,
        budgetMs: COLLECT_MS,
        ask: async (own) => provider.collect?.(keep, { signal: own }),
      });
      kept += found?.kept ?? 0;
      const refused = found?.refused ?? 0;
      const facts = { provider: providerName, code: "webhook/bad-signature", count: refused };
      if (refused > 0) context.log({ level: "warn", event: "report.refused", facts });
    } catch {
      context.log({ level: "warn", event: "collect.failed", facts: { provider: providerName } });
    }
  }
  return kept;
}
