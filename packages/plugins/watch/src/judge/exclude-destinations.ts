import type { Flow } from "../flows.ts";
import type { WatchMemory } from "../watch-memory.ts";

/** For each excluded destination, the time before which its messages do not count for the provider's verdict. */
export type ExcludedDestinations = ReadonlyMap<string, number>;

export function avoidedDestinations({ parts }: Pick<WatchMemory, "parts">, provider: string): ExcludedDestinations {
  const own = Object.entries(parts).filter(([key]) => key.startsWith(`${provider} `));
  return new Map(
    own.map(([key, { state, judgedFrom = 0 }]) => [
      key.slice(provider.length + 1),
      state === "open" ? judgedFrom : Number.POSITIVE_INFINITY,
    ]),
  );
}

/** Returns a provider's flow without the messages that were sent to an excluded destination before its time. */
export function withoutExcluded<F extends Flow>(whole: F, flows: readonly Flow[], excluded: ExcludedDestinations): F {
  const { provider: own } = whole.name;
  const parts = flows.filter(({ name }) => name.provider === own && excluded.has(name.destination ?? ""));
  if (parts.length === 0) return whole;
  const seconds = new Map(
    whole.seconds.map((second) => [secondKey(second), { ...second, received: [...second.received] }]),
  );
  for (const { name, seconds: theirs } of parts) {
    for (const one of theirs) {
      const second = one.at < (excluded.get(name.destination ?? "") ?? 0) ? seconds.get(secondKey(one)) : undefined;
      if (second === undefined) continue;
      second.accepted -= one.accepted;
      second.received = second.received.map((count, bin) => count - (one.received[bin] ?? 0));
    }
  }
  return { ...whole, seconds: [...seconds.values()].filter(({ accepted }) => accepted > 0) };
}

function secondKey({ at, lengthMs }: Flow["seconds"][number]): string {
  return `${at} ${lengthMs}`;
}
