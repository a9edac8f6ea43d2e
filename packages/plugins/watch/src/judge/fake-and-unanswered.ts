import type { PluginHost } from "@relance/spec";
import { openIncidents } from "../open-incidents.ts";
import type { WatchMemory } from "../watch-memory.ts";
import type { AnswersMemory } from "./judge-answers.ts";
import type { PartVerdict, ProviderVerdict } from "./judge-campaign.ts";

/** Facts that prove fake receipts, by provider. */
export type FakesByProvider = ReadonlyMap<string, string>;

/** Matches incidents of plugins that prove fake receipts, such as `canaries:fake-receipts`. */
const IS_PROOF = /:fake-receipts$/;

/** Reads from the open incidents the facts that prove fake receipts, by campaign. */
export async function readFakes(host: PluginHost): Promise<ReadonlyMap<number, FakesByProvider>> {
  const found = new Map<number, Map<string, string>>();
  for (const { campaign, kind, provider, notes } of await openIncidents(host)) {
    const [first] = notes;
    if (!IS_PROOF.test(kind) || first === undefined) continue;
    const own = found.get(campaign) ?? new Map<string, string>();
    found.set(campaign, own.set(provider, first.fact));
  }
  return found;
}

/** Treats a provider whose receipts are proved to be fake as one that loses every message. */
export function withFakes(verdicts: readonly ProviderVerdict[], proven: FakesByProvider): readonly ProviderVerdict[] {
  return verdicts.map((verdict): ProviderVerdict => {
    const fakes = proven.get(verdict.provider);
    if (fakes === undefined) return verdict;
    return { ...verdict, alarm: "pause", fakes, guilty: [{ channel: channelOf(verdict), provider: verdict.provider }] };
  });
}

function channelOf({ provider }: ProviderVerdict): string {
  return provider.slice(0, provider.indexOf("."));
}

/** Providers whose receipts look fake: implausibly good, or for contacts that cannot receive anything. */
export function suspectedFakeReceipts(
  { signs }: WatchMemory,
  verdicts: readonly ProviderVerdict[],
): ReadonlySet<string> {
  const looking = (signs?.open ?? []).map((key) => key.split(" ") as [kind: string, provider: string]);
  const fakes = verdicts.filter((verdict) => verdict.fakes !== undefined);
  return new Set([
    ...looking.flatMap(([kind, provider]) => (kind === "fake-receipts" ? provider : [])),
    ...fakes.map(({ provider }) => provider),
  ]);
}

/** Providers with an open incident about few answers, which ends when the watch's action on them ends. */
export function steeredIn({ incidents }: WatchMemory): ReadonlySet<string> {
  return new Set(Object.keys(incidents).filter((provider) => incidents[provider]?.kind === "low-answers"));
}

/**
 * If almost none of many expected answers came, that proves a loss, whatever receipts report. Recipients of that
 * destination, or of the whole provider, are rerouted.
 */
export function pausingSilentPeople(
  verdicts: readonly ProviderVerdict[],
  { certain = {} }: AnswersMemory,
): readonly ProviderVerdict[] {
  return verdicts.map((verdict): ProviderVerdict => {
    const { provider, parts = [] } = verdict;
    const channel = channelOf(verdict);
    const whole = certain[`${provider} `];
    if (whole !== undefined) return { ...verdict, alarm: "pause", unanswered: whole, guilty: [{ channel, provider }] };
    const own = Object.entries(certain).filter(([key]) => key.startsWith(`${provider} `));
    const silent = own.map(([key, unanswered]): PartVerdict => {
      const name = { channel, provider, destination: key.slice(provider.length + 1) };
      const found = { kind: "confirmed-loss", level: "pause", accepted: 0, receipts: 0 } as const;
      return { key, name, alarm: "pause", verdict: found, unanswered };
    });
    const others = parts.filter(({ key }) => certain[key] === undefined);
    return silent.length === 0 ? verdict : { ...verdict, parts: [...others, ...silent] };
  });
}

/**
 * Receipts that look fake and missing answers are weak signals, and each alone is only reported. A provider with both
 * is treated as one that loses every message.
 */
export function pausingUnanswered(
  verdicts: readonly ProviderVerdict[],
  { proven, open }: AnswersMemory,
): readonly ProviderVerdict[] {
  return verdicts.map((verdict): ProviderVerdict => {
    const { provider, fakes } = verdict;
    if (fakes !== undefined || !proven.includes(provider)) return verdict;
    const channel = provider.slice(0, provider.indexOf("."));
    const parts = open.filter((key) => key.startsWith(`${provider} `)).map((key) => key.slice(provider.length + 1));
    const guilty = parts.map((destination) => ({
      channel,
      provider,
      destination: destination === "" ? undefined : destination,
    }));
    return { ...verdict, alarm: "pause", isUnanswered: true, guilty };
  });
}
