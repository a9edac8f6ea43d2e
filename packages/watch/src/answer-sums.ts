/** Of so many people, how many answered. */
export interface AnswerCount {
  readonly people: number;
  readonly answered: number;
}

/** What the people of a slice did, against what others did who were messaged at the same time. */
export interface AnswerSums extends AnswerCount {
  /** Answers, had they answered like the others. */
  readonly expected: number;
  /** Of the difference between the two, by chance alone. */
  readonly variance: number;
}

/** Sums begin here. */
export const NO_ANSWERS: AnswerSums = { people: 0, answered: 0, expected: 0, variance: 0 };

/** Fewer others of the same time say nothing about what was to be expected. */
const LEAST_OTHERS = 20;
/** From so many expected answers on, chance is small, and the latest people count more than the first. */
const ENOUGH_EXPECTED = 4_000;

/**
 * Adds people who were messaged within one stretch of time, beside the others of the same stretch.
 *
 * Stretch by stretch, because people answer less at night and to a later message: a slice whose turn came at another hour
 * than that of the others is not compared with them (Mantel and Haenszel 1959).
 */
export function addAnswers(sums: AnswerSums, own: AnswerCount, others: AnswerCount): AnswerSums {
  if (own.people === 0 || others.people < LEAST_OTHERS) return sums;
  const share = (own.answered + others.answered) / (own.people + others.people);
  const added = {
    people: sums.people + own.people,
    answered: sums.answered + own.answered,
    expected: sums.expected + own.people * (others.answered / others.people),
    variance: sums.variance + own.people * share * (1 - share) * (1 + own.people / others.people),
  };
  return added.expected > ENOUGH_EXPECTED ? halved(added) : added;
}

function halved({ people, answered, expected, variance }: AnswerSums): AnswerSums {
  return { people: people / 2, answered: answered / 2, expected: expected / 2, variance: variance / 2 };
}
