/** Recipients, and how many of them answered. */
export interface AnswerCount {
  readonly people: number;
  readonly answered: number;
}

/** A flow's answers, compared with others messaged at the same time. */
export interface AnswerSums extends AnswerCount {
  /** Answers if its recipients had answered like the others. */
  readonly expected: number;
  /** Variance of the difference by chance. */
  readonly variance: number;
}

/** Sums begin here. */
export const NO_ANSWERS: AnswerSums = { people: 0, answered: 0, expected: 0, variance: 0 };

/** With fewer others of the same time there is no expectation. */
const LEAST_OTHERS = 20;
/** From this many expected answers on, chance is small, and recent recipients count more. */
const ENOUGH_EXPECTED = 4_000;

/**
 * Adds recipients messaged within one period, compared with the others of that period.
 *
 * Period by period, because recipients answer less at night and to later messages: flows of different hours are not
 * compared (Mantel and Haenszel 1959).
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

/** One group: its answers relative to the expectation, and the part that may be chance. */
export interface AnswerGroup {
  /** Logarithm of answers over expected answers. */
  readonly log: number;
  /** Its variance by chance. */
  readonly chance: number;
}

/** The prior counts as this many groups. */
const BELIEF = 4;

/**
 * How much groups differ beyond chance: the standard deviation of the logarithm (DerSimonian and Laird 1986), at least
 * the usual value while few groups were observed.
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
  return Math.sqrt(Math.max(drawn, seen)); // a wide spread is believed immediately: it only adds caution
}
