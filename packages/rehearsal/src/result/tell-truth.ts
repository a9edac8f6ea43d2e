import type { PersonRecord, World } from "@relance/simulator";
import { type Channel, channels, type IncidentRow } from "@relance/spec";
import type { Detection, Rehearsal, RehearsedProvider } from "../rehearsal.ts";
import type { Cast } from "../world/cast.ts";

/** What really happened, which no sender can see. */
export function tellTruth(world: World, cast: Cast): Pick<Rehearsal, "providers" | "truth"> {
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
    Object.keys(cast[channel] ?? {}).flatMap((name): RehearsedProvider[] => {
      const provider = `${channel}.${name}`;
      const tally = couriers[provider];
      if (tally === undefined || tally.requests === 0) return [];
      const { taken, delivered, undelivered, lost, requests } = tally;
      return [{ provider, channel, taken, delivered, undelivered, lost, refused: requests - taken }];
    }),
  );
  return { providers, truth };
}

/** The first message that was taken for them never arrived. */
function isExposed({ received, submitted }: Pick<PersonRecord, "received" | "submitted">): boolean {
  const first = submitted.find(({ taken }) => taken);
  return first !== undefined && !received.some(({ attemptId }) => attemptId === first.attemptId);
}

/** How soon the first fault was noticed; absent where nothing goes wrong. */
export function detectionOf(
  faultAt: number | undefined,
  enoughAt: number | undefined,
  incidents: readonly IncidentRow[],
): Detection | undefined {
  if (faultAt === undefined) return undefined;
  const noticedAt = incidents
    .map(({ startedAt }) => startedAt.getTime())
    .filter((at) => at >= faultAt)
    .reduce<number | undefined>((first, at) => (first === undefined ? at : Math.min(first, at)), undefined);
  return {
    faultAt: new Date(faultAt),
    enoughAt: enoughAt === undefined ? undefined : new Date(enoughAt),
    noticedAt: noticedAt === undefined ? undefined : new Date(noticedAt),
    noticedAfterMs: noticedAt === undefined ? undefined : noticedAt - faultAt,
    noticedAfterEnoughMs:
      noticedAt === undefined || enoughAt === undefined ? undefined : Math.max(0, noticedAt - enoughAt),
  };
}
