import type { ClosedProvider } from "@relance/spec";
import type { EngineContext } from "../context.ts";
import { hasOtherWay, type Standing, steerProvider } from "./steer-provider.ts";
import { hasTooLittleTime } from "./too-little-time.ts";
import type { WatchMemory } from "./watch-memory.ts";
import type { Watched } from "./watched.ts";

const WELL = { state: "open", since: 0, pauses: 0 } as const;
const LEFT = { state: "paused", since: 0, pauses: 0 } as const;

/**
 * People wait for a provider whose account refuses, as long as they have the time. Once waiting would cost them time before
 * their deadline they leave over the next vendor of the route, until the account works again. Answers who is left so.
 */
export async function leaveRefused(
  context: EngineContext,
  { campaign, plan, waiting, now }: Watched,
  { providers, left = [] }: Pick<WatchMemory, "providers" | "left">,
  refused: readonly ClosedProvider[],
): Promise<readonly string[]> {
  const isWatched = (provider: string) => (providers[provider]?.state ?? "open") !== "open";
  const standing: Standing = {
    shunned: new Set([
      ...refused.map(({ provider }) => provider),
      ...Object.keys(providers).filter(isWatched),
    ]),
    slow: new Set(),
  };
  const next: string[] = [];
  if (refused.length === 0 && left.length === 0) return next;
  const { lanes } = await context.store.lanes(campaign);
  const version = Math.max(0, ...lanes.map((lane) => lane.version));
  for (const { provider, until, reason } of refused) {
    if (left.includes(provider)) {
      next.push(provider);
      continue;
    }
    if (plan.onLoss === "warn" || isWatched(provider) || !hasOtherWay(plan, provider, standing)) continue;
    const opensAt = Math.max(now, until.getTime());
    if (!(await hasTooLittleTime(context, { campaign, plan, waiting, provider, until: opensAt }))) continue;
    const why = `its account refuses (${reason}), and waiting would cost people time before their deadline`;
    const changes = steerProvider(campaign, provider, LEFT, {
      plan,
      isRerouting: true,
      reason: why,
      now,
      standing,
    });
    const led = changes.filter(({ via }) => typeof via === "string"); // others wait behind the breaker
    const { stale } = await context.store.control(led.map((change) => ({ ...change, version })));
    if (stale.length > 0) continue; // somebody steered since: the next look decides anew
    context.log({ level: "warn", event: "breaker.left", facts: { provider, why } });
    next.push(provider);
  }
  for (const provider of left.filter((one) => !next.includes(one) && !isWatched(one))) {
    const reason = "its account works again";
    const facts = { plan, isRerouting: false, reason, now, standing };
    await context.store.control(steerProvider(campaign, provider, WELL, facts));
  }
  return next;
}
