import type { PersonRecord, World } from "@relance/simulator";
import { type Channel, channels } from "@relance/spec";
import type { Rehearsal, RehearsedProvider } from "../rehearsal.ts";
import type { StandIns } from "./stand-ins.ts";

/** Weights of the simulated recipients, and the attempts of lost messages. */
interface Sample {
  weightOf(key: string): number;
  readonly lost: ReadonlySet<string>;
}

/** Counts the true outcomes of messages and recipients in the simulation. A real sender cannot know these numbers. */
export function countTruth(world: World, standIns: StandIns, sample?: Sample): Pick<Rehearsal, "providers" | "truth"> {
  const truth = { reached: 0, informed: 0, missed: 0, exposed: 0, firstBy: {} as Record<Channel, number> };
  for (const { person, received, submitted } of world.people()) {
    const weight = sample?.weightOf(person.key) ?? 1;
    const [first] = received;
    if (first !== undefined) {
      truth.reached += weight;
      truth.firstBy[first.channel] = (truth.firstBy[first.channel] ?? 0) + weight;
    }
    if (received.some(({ readAt }) => readAt !== undefined)) truth.informed += weight;
    if (first === undefined && submitted.some(({ taken }) => taken)) truth.missed += weight;
    if (isExposed({ received, submitted })) truth.exposed += weight;
  }
  const { couriers } = world.report();
  const providers = channels().flatMap((channel) =>
    Object.keys(standIns[channel] ?? {}).flatMap((name): RehearsedProvider[] => {
      const provider = `${channel}.${name}`;
      const tally = couriers[provider];
      if (tally === undefined || tally.requests === 0) return [];
      const { taken, delivered, undelivered, lost, requests } = tally;
      return [{ provider, channel, taken, delivered, undelivered, lost, refused: requests - taken }];
    }),
  );
  if (sample === undefined) return { providers, truth };
  const estimates = weighMessages(world, sample);
  return {
    providers: providers.map(({ provider, channel }) => ({
      provider,
      channel,
      ...rounded(estimates.get(provider) ?? NOTHING),
    })),
    truth: { ...rounded({ ...truth, firstBy: 0 }), firstBy: rounded(truth.firstBy) },
  };
}

type Messages = Omit<RehearsedProvider, "provider" | "channel">;

const NOTHING: Messages = { taken: 0, delivered: 0, undelivered: 0, lost: 0, refused: 0 };

function weighMessages(world: World, { weightOf, lost }: Sample): ReadonlyMap<string, Messages> {
  const sums = new Map<string, Messages>();
  for (const { person, received, submitted } of world.people()) {
    const weight = weightOf(person.key);
    const arrived = new Set(received.map(({ attemptId }) => attemptId));
    for (const { provider, attemptId = "", taken } of submitted) {
      const sum = sums.get(provider) ?? NOTHING;
      const fate = arrived.has(attemptId) ? "delivered" : lost.has(attemptId) ? "lost" : "undelivered";
      sums.set(
        provider,
        taken
          ? { ...sum, taken: sum.taken + weight, [fate]: sum[fate] + weight }
          : { ...sum, refused: sum.refused + weight },
      );
    }
  }
  return sums;
}

function rounded<T extends Readonly<Record<string, number>>>(numbers: T): T {
  return Object.fromEntries(Object.entries(numbers).map(([name, number]) => [name, Math.round(number)])) as T;
}

function isExposed({ received, submitted }: Pick<PersonRecord, "received" | "submitted">): boolean {
  const first = submitted.find(({ taken }) => taken);
  return first !== undefined && !received.some(({ attemptId }) => attemptId === first.attemptId);
}
