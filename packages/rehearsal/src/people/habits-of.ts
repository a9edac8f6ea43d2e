import { type Habits, USUAL_HABITS } from "@relance/simulator";
import { CHANNELS } from "@relance/spec";
import { latencyOf, shareOf } from "../scenario/numbers.ts";
import type { ScenarioPeople } from "../scenario/scenario.ts";

/** How the people of a scenario behave; what it does not say is as usual. */
export function habitsOf(people: ScenarioPeople = {}): Habits {
  const { read, readAfter } = USUAL_HABITS;
  const byChannel = <T>(make: (channel: (typeof CHANNELS)[number]) => T) =>
    Object.fromEntries(CHANNELS.map((channel) => [channel, make(channel)])) as Record<
      (typeof CHANNELS)[number],
      T
    >;
  return {
    ...USUAL_HABITS,
    never: shareOf(people.never) ?? USUAL_HABITS.never,
    acts: shareOf(people.acts) ?? USUAL_HABITS.acts,
    replies: shareOf(people.replies) ?? USUAL_HABITS.replies,
    stop: shareOf(people.stop) ?? USUAL_HABITS.stop,
    wrongPerson: shareOf(people.wrongPerson) ?? USUAL_HABITS.wrongPerson,
    answers: people.answers ?? USUAL_HABITS.answers,
    read: byChannel((channel) => shareOf(people.read?.[channel]) ?? read[channel]),
    readAfter: byChannel((channel) => latencyOf(people.readAfter?.[channel]) ?? readAfter[channel]),
  };
}
