import {
  type AnswerCount,
  type AnswerSums,
  addAnswers,
  judgeAcknowledgements,
  NO_ANSWERS,
} from "../../src/judge-acknowledgements.ts";
import { normal, seeded } from "./seeded-flow.ts";

/** A simulated campaign in periods over the hours of a day, with groups of recipients that answer differently. */
export interface Town {
  readonly groups: number;
  /** The number of recipients of a group in one period. */
  readonly people: number;
  readonly stretches: number;
  /** The share of recipients who answer at the best hour. */
  readonly share: number;
  /** How much the groups differ, as a standard deviation of logarithms. */
  readonly differ: number;
  /** The share of messages that the first group loses. */
  readonly lost?: number;
  readonly lostFrom?: number;
}

/** Judges each period like the watch. Returns the groups that two verdicts in a row suspect, with the period. */
export function play(town: Town, seed: number): readonly { readonly group: number; readonly stretch: number }[] {
  const random = seeded(seed * 7_919 + 11);
  const nature = Array.from({ length: town.groups }, () => Math.exp(town.differ * normal(random)));
  const sums: AnswerSums[] = nature.map(() => NO_ANSWERS);
  const before = new Set<number>();
  const accused: { group: number; stretch: number }[] = [];
  for (let stretch = 0; stretch < town.stretches; stretch++) {
    const hour = 0.6 + 0.4 * Math.cos(stretch / 10);
    const counts = nature.map((own, group) => {
      const isLost = group === 0 && stretch >= (town.lostFrom ?? 0);
      const share = Math.min(0.95, town.share * hour * own) * (1 - (isLost ? (town.lost ?? 0) : 0));
      return { people: town.people, answered: binomial(town.people, share, random) };
    });
    const all = total(counts);
    counts.forEach((own, group) => {
      const others = { people: all.people - own.people, answered: all.answered - own.answered };
      sums[group] = addAnswers(sums[group] ?? NO_ANSWERS, own, others);
    });
    const guilty = sums.flatMap((own, group) => {
      const verdict = judgeAcknowledgements(
        own,
        sums.filter((_, other) => other !== group),
      );
      return verdict.kind === "too-little" ? group : [];
    });
    for (const group of guilty) {
      const isNew = before.has(group) && !accused.some((one) => one.group === group);
      if (isNew) accused.push({ group, stretch });
    }
    before.clear();
    for (const group of guilty) before.add(group);
  }
  return accused;
}

function total(counts: readonly AnswerCount[]): AnswerCount {
  return {
    people: counts.reduce((sum, { people }) => sum + people, 0),
    answered: counts.reduce((sum, { answered }) => sum + answered, 0),
  };
}

function binomial(people: number, share: number, random: () => number): number {
  const drawn = people * share + Math.sqrt(people * share * (1 - share)) * normal(random);
  if (people * share > 30) return Math.max(0, Math.min(people, Math.round(drawn)));
  let hits = 0;
  for (let one = 0; one < people; one++) if (random() < share) hits += 1;
  return hits;
}
