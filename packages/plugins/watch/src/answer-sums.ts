/** A number of recipients, and how many of them answered. */
export interface AnswerCount {
  readonly people: number;
  readonly answered: number;
}

/** The answers to a flow's messages, compared with those of other recipients messaged at the same time. */
export interface AnswerSums extends AnswerCount {
  /** How many answers there would be if the flow's recipients had answered as often as the others. */
  readonly expected: number;
  /** The variance of `answered - expected` that chance causes. */
  readonly variance: number;
}

/** The sums before any recipients are counted. */
export const NO_ANSWERS: AnswerSums = { people: 0, answered: 0, expected: 0, variance: 0 };

/** A period is not counted if fewer other recipients than this were messaged in it. */
const LEAST_OTHERS = 20;
/** Above this many expected answers all sums are halved, so that recent recipients weigh more. */
const ENOUGH_EXPECTED = 4_000;

/**
 * Adds the recipients messaged within one period, compared with the other recipients of that period.
 *
 * Recipients answer less at night and to later messages, so flows of different hours are not compared (Mantel and
 * Haenszel 1959).
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

/** The answers of one group divided by the expected answers, and how much of the difference may be chance. */
export interface AnswerGroup {
  /** The logarithm of answers divided by expected answers. */
  readonly log: number;
  /** The variance of `log` that chance causes. */
  readonly chance: number;
}

/** The usual spread weighs as much as this many groups that were observed. */
const BELIEF = 4;

/**
 * How much groups differ beyond chance: the standard deviation of the logarithm (DerSimonian and Laird 1986). The
 * result is at least the usual value while few groups were observed.
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
  return Math.sqrt(Math.max(drawn, seen)); // a wide spread counts immediately, because it only adds caution
}
