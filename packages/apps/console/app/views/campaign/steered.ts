import type { CampaignSections } from "../../../src/wire/views.ts";
import type { Wired } from "../../../src/wire/wired.ts";
import type { SteeredProvider } from "../../controls/steered-provider.ts";
import { versionSeen } from "../../live/seen-version.ts";
import { latestCurves, missingOf } from "../../parts/reach.tsx";
import { perMinuteIn, takenLately } from "../../words/rate.ts";

/** The facts about the providers of a campaign. */
export interface SteerFacts {
  readonly now: Wired<CampaignSections>["now"];
  readonly providers: Wired<CampaignSections>["providers"];
  readonly curves: Wired<CampaignSections>["curves"];
}

/** A campaign that has ended or is ending takes no order. */
export function isSteerable(card: SteerFacts["now"]["card"]): boolean {
  return card?.isLive === true && card.state !== "cancelling";
}

/**
 * The deadline can be extended until the campaign is cancelled. A closed campaign then resumes for recipients who had
 * run out of time.
 */
export function mayExtend(card: SteerFacts["now"]["card"]): boolean {
  return isSteerable(card) || card?.state === "closed";
}

/** The effect that an order about this provider would have now. */
export function steered(provider: string, { now, providers, curves }: SteerFacts): SteeredProvider {
  const lacks = latestCurves(curves).filter((one) => one.provider === provider);
  const whole = lacks.find(({ destination }) => destination === "");
  const parts = lacks.filter(({ destination }) => destination !== "").reduce((sum, one) => sum + missingOf(one), 0);
  const later = now.route.flatMap(({ providers: route }) => {
    const place = route.indexOf(provider);
    return place < 0 ? [] : route.slice(place + 1);
  });
  const causes = providers.find((one) => one.provider === provider)?.causes ?? [];
  const shown = [...now.flows, ...curves].filter((one) => one.provider === provider);
  const named = [...shown.map(({ destination }) => destination), ...causes.map(({ destination = "" }) => destination)];
  return {
    campaign: now.card?.campaign ?? 0,
    provider,
    isHeld: causes.some(({ by, does }) => by === "operator" && does !== "throttled"),
    isSteered: causes.length > 0,
    isLimited: causes.some(({ by, does }) => by === "operator" && does === "throttled"),
    destinations: [...new Set(named)].filter((name) => name !== "").sort(),
    steps: now.route.flatMap(({ step, providers: all }) => (all.includes(provider) ? step : [])),
    perMinute: perMinuteIn(takenLately(now.flows, provider)),
    version: versionSeen(now.card?.campaign ?? 0, providers),
    missing: Math.max(whole === undefined ? 0 : missingOf(whole), parts),
    ways: [...new Set(later)],
  };
}
