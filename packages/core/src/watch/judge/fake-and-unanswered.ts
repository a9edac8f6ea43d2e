import type { WatchMemory } from "../watch-memory.ts";
import type { AnswersMemory } from "./judge-answers.ts";
import type { ProviderVerdict } from "./judge-campaign.ts";

/** Providers whose receipts look made up: too good to be true, or about contacts that cannot receive anything. */
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

/** Providers whose incident about answers ends with what was done about it. */
export function steeredIn({ incidents }: WatchMemory): ReadonlySet<string> {
  return new Set(Object.keys(incidents).filter((provider) => incidents[provider]?.kind === "low-answers"));
}

/**
 * Each of two weak signs is only said. Together they are proof: a provider whose receipts look made up, and whose people do
 * not answer, is treated as one that loses everything.
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
