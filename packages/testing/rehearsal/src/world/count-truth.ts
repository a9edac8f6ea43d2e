import type { PersonRecord, World } from "@relance/simulator";
import { type Channel, channels } from "@relance/spec";
import type { Rehearsal, RehearsedProvider } from "../rehearsal.ts";
import type { StandIns } from "./stand-ins.ts";

/** Counts what happened to messages and recipients in the simulation. A real sender cannot know these numbers. */
export function countTruth(world: World, standIns: StandIns): Pick<Rehearsal, "providers" | "truth"> {
  const truth = { reached: 0, informed: 0, missed: 0, exposed: 0, firstBy: {} as Record<Channel, number> };
  for (const { received, submitted } of world.people()) {
    const [first] = received;
    if (first !== undefined) {
      truth.reached += 1;
      truth.firstBy[first.channel] = (truth.firstBy[first.channel] ?? 0) + 1;
    }
    if (received.some(({ readAt }) => readAt !== undefined)) truth.informed += 1;
    if (first === undefined && submitted.some(({ taken }) => taken)) truth.missed += 1;
    if (isExposed({ received, submitted })) truth.exposed += 1;
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
  return { providers, truth };
}

function isExposed({ received, submitted }: Pick<PersonRecord, "received" | "submitted">): boolean {
  const first = submitted.find(({ taken }) => taken);
  return first !== undefined && !received.some(({ attemptId }) => attemptId === first.attemptId);
}
