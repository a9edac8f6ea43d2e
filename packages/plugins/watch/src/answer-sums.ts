/** Of this many recipients, how many answered. */
export interface AnswerCount {
  readonly people: number;
  readonly answered: number;
}

/** What the recipients of a flow did, against what others did who were messaged at the same time. */
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
/** From this many expected answers on, chance is small, and the latest recipients count more than the first. */
const ENOUGH_EXPECTED = 4_000;

/**
 * Adds recipients who were messaged within one stretch of time, beside the others of the same stretch.
 *
 * Stretch by stretch, because recipients answer less at night and to a later message: a flow whose turn came at another
 * hour than that of the others is not compared with them (Mantel and Haenszel 1959).
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

/** One group: how its answers compare, and how much of that may be chance. */
export interface AnswerGroup {
  /** Logarithm of answers over expected answers. */
  readonly log: number;
  /** Variance of it by chance. */
  readonly chance: number;
}

/** What was believed before counts as this many groups. */
const BELIEF = 4;

/**
 * How much groups differ beyond chance: the standard deviation of the logarithm (DerSimonian and Laird 1986), never below
 * what is usual as long as few groups have shown theirs. A group whose chance is large shows little of it.
 */
export function spreadOf(groups: readonly AnswerGroup[], usual: number): number {
  const weight = groups.reduce((sum, { chance }) => sum + 1 / chance, 0);
  const mean = groups.reduce((sum, { log, chance }) => sum + log / chance, 0) / weight;
  const squares = groups.reduce((sum, { log, chance }) => sum + (log - mean) ** 2 / chance, 0);
  const scale = weight - groups.reduce((sum, { chance }) => sum + 1 / chance ** 2, 0) / weight;
  const seen = scale > 0 ? Math.max(0, (squares - (groups.length - 1)) / scale) : 0;
  const shown = groups.reduce((sum, { chance }) => sum + (usual ** 2 / (usual ** 2 + chance)) ** 2, 0);
  const trust = Math.max(0, shown - 1);
  const drawn = (BELIEF * usual ** 2 + trust * seen) / (BELIEF + trust);
  return Math.sqrt(Math.max(drawn, seen)); // a wide spread is believed at once: it only makes us careful
}
