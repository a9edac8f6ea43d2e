import type { EngineContext } from "../../context.ts";
import type { ProviderVerdict } from "../judge/judge-campaign.ts";
import type { ProviderWatch } from "../watch-memory.ts";
import type { Watched } from "../watched.ts";
import type { ConfirmedDiagnosis } from "./confirm-diagnosis.ts";
import { hasOtherWay, type Standing } from "./steer-provider.ts";
import { hasTooLittleTime } from "./too-little-time.ts";

const MINUTE_MS = 60_000;
/** A silence is waited for at least this much longer. */
const LEAST_WAIT_MS = 5 * MINUTE_MS;
const FACT = "waiting for its news would cost people time before their deadline";

/** It is time to ask whether a provider that gives no receipt at all is left: once a minute, after the first. */
export function isAskedAbout({ worst }: ProviderVerdict, { timedAt = 0 }: ProviderWatch, now: number): boolean {
  const { silentSince } = worst;
  return silentSince !== undefined && now - silentSince >= MINUTE_MS && now - timedAt >= MINUTE_MS;
}

/**
 * A provider that gives no receipt at all may only rest: a loss takes messages out of a stream that goes on. It is slowed down
 * and waited for, unless it does not know its messages, or people would lack the time if it rested as long again.
 */
export async function waitOut(
  context: EngineContext,
  { campaign, plan, waiting, now }: Watched,
  facts: {
    readonly seen: ProviderVerdict;
    readonly before: ProviderWatch;
    readonly doubted: ConfirmedDiagnosis;
    readonly standing: Standing;
  },
): Promise<ConfirmedDiagnosis> {
  const { seen, before, doubted: diagnosis, standing } = facts;
  const { provider, worst } = seen;
  if (diagnosis.after.state !== "paused" || diagnosis.isDropped === true) return diagnosis;
  const until = now + Math.max(LEAST_WAIT_MS, now - (worst.silentSince ?? now));
  const canLeave = hasOtherWay(plan, provider, standing);
  if (canLeave && (await hasTooLittleTime(context, { campaign, plan, waiting, provider, until })))
    return { ...diagnosis, fact: [...diagnosis.fact, FACT] };
  const isSlow = before.state === "throttled";
  const after: ProviderWatch = { ...before, state: "throttled", since: isSlow ? before.since : now, timedAt: now };
  return { ...diagnosis, after, fact: [] };
}
