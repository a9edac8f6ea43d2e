import type { EngineContext } from "../../base/context.ts";
import type { CanaryMemory } from "../../canaries/keep-canaries.ts";
import type { WatchMemory } from "../watch-memory.ts";
import type { AnswersMemory } from "./judge-answers.ts";
import type { ProviderVerdict } from "./judge-campaign.ts";

/**
 * Adds what the canaries say: a provider that called delivered what cannot be, or what did not arrive, makes its receipts up,
 * and is treated as one that loses everything. Canaries that heard nothing are noted, and nothing else: a phone may be
 * switched off.
 */
export async function judgeCanaries(
  context: EngineContext,
  campaign: number,
  before: CanaryMemory | undefined,
  canaries: CanaryMemory | undefined,
  verdicts: readonly ProviderVerdict[],
): Promise<readonly ProviderVerdict[]> {
  if (canaries === undefined) return verdicts;
  await noteMissed(context, campaign, before?.missed ?? 0, canaries.missed);
  return verdicts.map((verdict): ProviderVerdict => {
    const fakes = canaries.fakes[verdict.provider];
    if (fakes === undefined) return verdict;
    return { ...verdict, alarm: "pause", fakes, guilty: [{ channel: channelOf(verdict), provider: verdict.provider }] };
  });
}

function channelOf({ provider }: ProviderVerdict): string {
  return provider.slice(0, provider.indexOf("."));
}

async function noteMissed(
  { store, log }: EngineContext,
  campaign: number,
  before: number,
  missed: number,
): Promise<void> {
  if (missed === before) return;
  const fact = `${missed} messages to canaries that are in hand or lent did not arrive within 15 minutes`;
  const open = await store.incidents({ campaign, open: true, limit: 100 });
  for (const { kind, provider, destination } of open?.rows ?? []) {
    await store.incident({ campaign, kind, provider, destination, change: "note", fact, actor: "watch" });
  }
  log({ level: "warn", event: "canaries.missed", facts: { campaign, missed } });
}

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
