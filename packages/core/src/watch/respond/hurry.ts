import type { EngineContext } from "../../context.ts";
import { trustedAt } from "../keep/next-state.ts";
import type { ProviderWatch } from "../watch-memory.ts";
import type { Watched } from "../watched.ts";
import type { Doubted } from "./doubt.ts";
import { hasOtherWay, type Standing } from "./steer-provider.ts";
import { hasTooLittleTime } from "./too-little-time.ts";

/** A pause that lasts is looked at so often: the deadline comes nearer. */
const EVERY_MS = 60_000;
const FACT = "waiting for it would cost people time before their deadline";

/**
 * A campaign may want to wait for a provider (`onLoss: pause`), as long as people have the time. Who has not leaves over
 * the next provider of the route at once: the deadline never moves.
 */
export async function hurry(
  context: EngineContext,
  { campaign, plan, waiting, now }: Watched,
  { provider, standing }: { readonly provider: string; readonly standing: Standing },
  doubted: Pick<Doubted, "after" | "fact">,
): Promise<{ readonly after: ProviderWatch; readonly fact: readonly string[] }> {
  const { after, fact } = doubted;
  const mayWait = after.state === "paused" && plan.onLoss === "pause" && after.isLeft !== true;
  const isDue = now - (after.timedAt ?? 0) >= EVERY_MS;
  if (!mayWait || !isDue || !hasOtherWay(plan, provider, standing)) return { after, fact };
  const until = Math.max(now, trustedAt(after));
  const isLeft = await hasTooLittleTime(context, { campaign, plan, waiting, provider, until });
  return { after: { ...after, isLeft, timedAt: now }, fact: isLeft ? [...fact, FACT] : fact };
}
