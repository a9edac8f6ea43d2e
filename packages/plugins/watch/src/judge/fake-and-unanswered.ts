import { type PluginHost, readIncidents } from "@relance/spec";
import type { WatchMemory } from "../watch-memory.ts";
import type { AnswersMemory } from "./judge-answers.ts";
import type { DestinationVerdict, Proof, ProviderVerdict } from "./judge-campaign.ts";

export type FakesByProvider = ReadonlyMap<string, string>;

const IS_PROOF = /:fake-receipts$/;

export async function readFakes(host: PluginHost): Promise<ReadonlyMap<number, FakesByProvider>> {
  const found = new Map<number, Map<string, string>>();
  for await (const { campaign, kind, provider, notes } of readIncidents(host.read, { open: true })) {
    const [first] = notes;
    if (!IS_PROOF.test(kind) || first === undefined) continue;
    const own = found.get(campaign) ?? new Map<string, string>();
    found.set(campaign, own.set(provider, first.fact));
  }
  return found;
}

/** Returns the providers with implausibly good receipts, or with false deliveries that canaries revealed. */
export function suspectedFakeReceipts({ signs }: WatchMemory, fakes: FakesByProvider): ReadonlySet<string> {
  const tooGood = (signs?.open ?? []).map((key) => key.split(" ")).filter(([kind]) => kind === "fake-receipts");
  return new Set([...fakes.keys(), ...tooGood.map(([, provider = ""]) => provider)]);
}

/** Returns the providers with an open incident about too few answers. */
export function providersWithFewAnswers({ incidents }: WatchMemory): ReadonlySet<string> {
  return new Set(Object.keys(incidents).filter((provider) => incidents[provider]?.kind === "low-answers"));
}

/**
 * Treats all messages as lost if receipts are proven fake, if they look fake and few recipients answer, or if almost no
 * expected answer arrived.
 */
export function withProofs(
  verdicts: readonly ProviderVerdict[],
  fakes: FakesByProvider,
  { proven, open, certain = {} }: AnswersMemory,
): readonly ProviderVerdict[] {
  return verdicts.map((verdict): ProviderVerdict => {
    const { provider, parts = [] } = verdict;
    const channel = provider.slice(0, provider.indexOf("."));
    const listDestinations = (keys: readonly string[]) =>
      keys.filter((key) => key.startsWith(`${provider} `)).map((key) => key.slice(provider.length + 1));
    const accused = (proof: Proof, destinations: readonly string[] = [""]): ProviderVerdict => {
      const guilty = destinations.map((one) => ({ channel, provider, destination: one === "" ? undefined : one }));
      return { ...verdict, alarm: "pause", proof, guilty };
    };
    const fake = fakes.get(provider);
    if (fake !== undefined)
      return accused({ kind: "fake-receipts", fact: `${provider} invents its receipts: ${fake}` });
    if (proven.includes(provider)) {
      const fact = `${provider} invents its receipts: they are implausibly good, and its recipients answer far less than others`;
      return accused({ kind: "low-answers", fact }, listDestinations(open));
    }
    const whole = certain[`${provider} `];
    if (whole !== undefined) return accused({ kind: "low-answers", fact: whole });
    const silent = listDestinations(Object.keys(certain)).map((destination): DestinationVerdict => {
      const key = `${provider} ${destination}`;
      const found = { kind: "confirmed-loss", level: "pause", accepted: 0, receipts: 0 } as const;
      const proof = { kind: "low-answers", fact: certain[key] ?? "" } as const;
      return { key, name: { channel, provider, destination }, alarm: "pause", verdict: found, proof };
    });
    const others = parts.filter(({ key }) => certain[key] === undefined);
    return silent.length === 0 ? verdict : { ...verdict, parts: [...others, ...silent] };
  });
}
