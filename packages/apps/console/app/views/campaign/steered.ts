import { missingReceipts } from "@relance/report";
import type { CampaignSections } from "../../../src/wire/views.ts";
import type { Wired } from "../../../src/wire/wired.ts";
import { versionSeen } from "../../live/ask.ts";
import { latestCurves } from "../../parts/reach.tsx";
import { perMinuteIn, takenLately } from "../../words/rate.ts";

export type SteerFacts = Pick<Wired<CampaignSections>, "now" | "providers" | "curves">;

/** Returns whether the campaign accepts commands. A campaign that has ended or is ending accepts no commands. */
export function isSteerable(card: SteerFacts["now"]["card"]): boolean {
  return card?.isLive === true && card.state !== "cancelling";
}

/** Returns whether the deadline can be extended. An extension opens a closed campaign again. */
export function mayExtend(card: SteerFacts["now"]["card"]): boolean {
  return isSteerable(card) || card?.state === "closed";
}

/** Returns the facts that a provider's controls need. Each entry of `steps` has a separate limit. */
export function steered(provider: string, { now, providers, curves }: SteerFacts) {
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
    // an operator has stopped or rerouted some of the provider's queues
    isHeld: causes.some(({ by, does }) => by === "operator" && does !== "throttled"),
    isSteered: causes.length > 0,
    isLimited: causes.some(({ by, does }) => by === "operator" && does === "throttled"),
    destinations: [...new Set(named)].filter((name) => name !== "").sort(),
    steps: now.route.flatMap(({ step, providers: all }) => (all.includes(provider) ? step : [])),
    perMinute: perMinuteIn(takenLately(now.flows, provider)),
    version: versionSeen(now.card?.campaign ?? 0, providers),
    missing: missingReceipts(latestCurves(curves).filter((one) => one.provider === provider)),
    ways: [...new Set(later)],
  };
}

export type SteeredProvider = ReturnType<typeof steered>;
