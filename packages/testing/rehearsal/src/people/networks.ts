import { destinationFor } from "@relance/rules";
import { type Habits, rollDice, USUAL_HABITS } from "@relance/simulator";
import { type Channel, channels } from "@relance/spec";
import type { ScenarioPeople } from "../scenario/scenario.ts";
import { parseLatency, parseShare } from "../scenario/scenario.ts";

/** Counts the addresses of each destination, and combines destinations into a network of a requested size. */
export class Networks {
  readonly #counts = new Map<Channel, Map<string, number>>();
  readonly #samples = new Map<string, string>();
  /**
   * Destinations that are assigned to the networks of test phones. The first network gets the largest destination, and
   * the second network the next largest.
   */
  readonly #lent: string[] = [];

  add(channel: Channel, address: string): void {
    const counts = this.#counts.get(channel) ?? new Map<string, number>();
    this.#counts.set(channel, counts);
    const part = destinationFor(channel, address);
    counts.set(part, (counts.get(part) ?? 0) + 1);
    if (channel === "sms") this.#samples.set(part, address);
  }

  /** Returns an unassigned phone number in the network's destination. */
  numberIn(network: string, isTaken: (number: string) => boolean): string | undefined {
    if (!this.#lent.includes(network)) this.#lent.push(network);
    const parts = [...(this.#counts.get("sms") ?? [])].sort((a, b) => b[1] - a[1]);
    const [part = ""] = parts[this.#lent.indexOf(network) % parts.length] ?? [];
    const beginning = this.#samples.get(part)?.slice(0, -4);
    for (let end = 0; beginning !== undefined && end < 10_000; end++) {
      const number = `${beginning}${String(end).padStart(4, "0")}`;
      if (!isTaken(number)) return number;
    }
    return undefined;
  }

  /**
   * Returns destinations that together have about `share` of the channel's addresses. If the share of one destination
   * is close enough, returns only this destination.
   */
  partsOf(channel: Channel, share: number, seed: number): ReadonlySet<string> {
    const counts = [...(this.#counts.get(channel) ?? [])].sort(([a], [b]) => (a < b ? -1 : 1));
    const total = counts.reduce((sum, [, count]) => sum + count, 0);
    const wanted = share * total;
    const alone = counts.toSorted((a, b) => Math.abs(a[1] - wanted) - Math.abs(b[1] - wanted))[0];
    if (alone !== undefined && Math.abs(alone[1] - wanted) <= 0.15 * wanted) return new Set([alone[0]]);
    const chosen = new Set<string>();
    let sum = 0;
    const luck = (part: string) => rollDice(seed, ["network", channel, part])();
    for (const [part, count] of counts.toSorted(([a], [b]) => luck(a) - luck(b))) {
      if (sum + count / 2 > wanted) continue;
      chosen.add(part);
      sum += count;
    }
    return chosen;
  }
}

/** Returns the habits of a scenario's recipients. Absent keys have the usual value. */
export function readHabits(people: ScenarioPeople = {}): Habits {
  const { read, readAfter } = USUAL_HABITS;
  const byChannel = <T>(make: (channel: Channel) => T) =>
    Object.fromEntries(channels().map((channel) => [channel, make(channel)])) as Record<Channel, T>;
  return {
    ...USUAL_HABITS,
    never: parseShare(people.never) ?? USUAL_HABITS.never,
    acts: parseShare(people.acts) ?? USUAL_HABITS.acts,
    replies: parseShare(people.replies) ?? USUAL_HABITS.replies,
    stop: parseShare(people.stop) ?? USUAL_HABITS.stop,
    wrongPerson: parseShare(people.wrongPerson) ?? USUAL_HABITS.wrongPerson,
    answers: people.answers ?? USUAL_HABITS.answers,
    read: byChannel((channel) => parseShare(people.read?.[channel]) ?? read[channel] ?? read.push),
    readAfter: byChannel(
      (channel) => parseLatency(people.readAfter?.[channel]) ?? readAfter[channel] ?? readAfter.push,
    ),
  };
}
