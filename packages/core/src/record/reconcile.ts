import { dateOf, type IngressGap } from "@relance/spec";
import type { EngineContext } from "../context.ts";
import { lookUp } from "./look-up.ts";
import { recordInbound } from "./record-inbound.ts";

/**
 * Fetches what was said while nobody listened, so that silence means something again (R5b). Returns the gaps that
 * are closed now. A provider that can neither list nor look up repeats its callbacks, or it does not: its gap is
 * closed once that time is over.
 */
export async function reconcile(
  context: EngineContext,
  gaps: readonly IngressGap[],
  now: number,
  signal: AbortSignal,
): Promise<readonly number[]> {
  const closed: number[] = [];
  for (const gap of gaps) {
    if (gap.to === undefined) continue;
    const provider = context.providers.get(gap.provider);
    if (provider === undefined) continue;
    if (now < gap.to + (provider.capabilities.callbackRetryMs ?? 0)) continue;
    try {
      const missed = (await provider.inbound?.list(dateOf(gap.from), { signal })) ?? [];
      await recordInbound(context, gap.provider, missed);
      await lookUp(context, signal, { id: gap.id, provider: gap.provider });
      closed.push(gap.id);
      context.log({
        level: "info",
        event: "gap.reconciled",
        facts: { provider: gap.provider, missed: missed.length },
      });
    } catch {
      context.log({ level: "warn", event: "gap.unreconciled", facts: { provider: gap.provider } });
    }
  }
  return closed;
}
