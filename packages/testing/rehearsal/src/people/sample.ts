import { destinationFor } from "@relance/rules";
import type { World } from "@relance/simulator";
import type { IncidentRow } from "@relance/spec";
import type { RehearsedSample } from "../rehearsal.ts";
import type { Scenario } from "../scenario/scenario.ts";

/** Largest number of recipients that a rehearsal simulates without a sample. */
const ALL = 100_000;
/** Number of recipients that a rehearsal with more than `ALL` recipients simulates. */
const PLAYED = 40_000;

/**
 * Returns how many of the recipients the rehearsal simulates. If a fault begins or ends during the campaign, the
 * rehearsal simulates all recipients. A sample takes less time to send, so the fault would affect a different share of
 * the messages.
 */
export function countPlayed(recipients: number, scenario: Scenario, sample?: number): number {
  const isSteady =
    scenario.form === undefined &&
    (scenario.weather ?? []).every(({ from, until }) => from === undefined && until === undefined);
  return isSteady ? Math.min(recipients, sample ?? (recipients > ALL ? PLAYED : recipients)) : recipients;
}

export interface Weighing {
  readonly sample: RehearsedSample | undefined;
  weightOf(key: string): number;
}

/**
 * Calculates the weight of each recipient in a sample. The half of the recipients with the earliest first messages has
 * weight 1, because the watch evaluates these messages. The other recipients also represent recipients who were not
 * simulated. Weights differ between destinations, because a reroute makes a destination's messages earlier or later.
 */
export function weighSample(world: World, recipients: number, incidents: readonly IncidentRow[]): Weighing {
  const firsts = Array.from(world.people(), ({ person, submitted }) => {
    const [contact] = person.contacts;
    const part = contact === undefined ? "" : destinationFor(contact.channel, contact.address);
    return { key: person.key, part, at: submitted.find(({ taken }) => taken)?.at ?? Number.POSITIVE_INFINITY };
  }).sort((a, b) => a.at - b.at);
  const played = firsts.length;
  if (played >= recipients) return { sample: undefined, weightOf: () => 1 };
  const single = Math.floor(played / 2);
  const weights = new Map<string, number>();
  const parts = Map.groupBy(firsts.entries(), ([, { part }]) => part);
  for (const members of parts.values()) {
    const all = (members.length * recipients) / played;
    const once = members.filter(([place]) => place < single).length;
    const isAllOnce = once === members.length;
    const weight = isAllOnce ? all / once : (all - once) / (members.length - once);
    for (const [place, { key }] of members) weights.set(key, isAllOnce || place >= single ? weight : 1);
  }
  const singleUntil = firsts[single - 1]?.at ?? 0;
  const isEarly = ({ startedAt }: IncidentRow) => startedAt.getTime() <= singleUntil;
  const known = new Set(incidents.filter(isEarly).map(placeOfIncident));
  const isEstimate = incidents.every((incident) => known.has(placeOfIncident(incident)));
  const weight = (recipients - single) / (played - single);
  const [all, some, once] = [recipients, played, single].map((count) => count.toLocaleString("en"));
  const statement = `${some} of ${all} recipients are simulated: each of the first ${once} counts once, each of the others about ${weight.toFixed(1)} times`;
  const doubt = isEstimate
    ? ""
    : "; an incident at another provider or destination opened later, so these numbers are uncertain";
  return {
    sample: { recipients, played, single, weight, isEstimate, statement: statement + doubt },
    weightOf: (key) => weights.get(key) ?? weight,
  };
}

function placeOfIncident({ provider, destination }: IncidentRow): string {
  return `${provider} ${destination}`;
}
