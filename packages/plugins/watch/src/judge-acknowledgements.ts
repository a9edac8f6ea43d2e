export const ACKNOWLEDGEMENT_AGES: readonly number[] = [15 * 60_000, 3_600_000, 4 * 3_600_000];

const DEVIATIONS = 4;
export const LEAST_EXPECTED = 20;
/** A flow is suspected only if the shortfall of answers is at least this share of the expected answers. */
const LEAST_GAP = 0.15;
/** The confidence interval must end at least this share below the expected answers. */
const CERTAIN_GAP = 0.05;
const TELLING_SPREAD = 0.07;
const GROUPS_DIFFER = 0.04;
/** The assumed random difference between campaigns of the same name, caused by season and recipients. */
const CAMPAIGNS_DIFFER = 0.1;

/** `too-little` = far fewer answers than in other flows · `as-others` = normal · `not-enough-evidence` = undecided. */
export interface AnswerVerdict extends AnswerSums {
  readonly kind: "too-little" | "as-others" | "not-enough-evidence";
  readonly ratio: number;
  readonly atMost: number;
}

/**
 * Judges whether the recipients of a flow answer far less than other recipients with equally old messages. The verdict
 * does not need receipts, which may be fake. `others` shows how much groups of recipients normally differ.
 */
export function judgeAcknowledgements(flow: AnswerSums, others: readonly AnswerSums[]): AnswerVerdict {
  return judge(flow, measureSpread(others.filter(isHeavy).map(toGroup), GROUPS_DIFFER));
}

export function judgeAgainstEarlier(own: AnswerCount, earlier: readonly AnswerCount[]): AnswerVerdict {
  const people = earlier.reduce((sum, each) => sum + each.people, 0);
  const answered = earlier.reduce((sum, each) => sum + each.answered, 0);
  const share = people === 0 ? 0 : answered / people;
  const sumAnswers = (each: AnswerCount, chance: number): AnswerSums => ({
    ...each,
    expected: each.people * share,
    variance: each.people * share * (1 - share) * (1 + chance),
  });
  const groups = earlier.map((each) => sumAnswers(each, 0)).filter(isHeavy);
  const sums = sumAnswers(own, people === 0 ? 0 : own.people / people);
  return judge(sums, measureSpread(groups.map(toGroup), CAMPAIGNS_DIFFER));
}

/** A ratio of answers below this cannot come from normal differences between groups of recipients. */
const CERTAIN_RATIO = 0.3;
const CERTAIN_EXPECTED = 100;

/** Returns whether so few recipients answer that the messages cannot have arrived, whatever the receipts report. */
export function isCertain({ kind, expected, atMost }: AnswerVerdict): boolean {
  return kind === "too-little" && expected >= CERTAIN_EXPECTED && atMost <= CERTAIN_RATIO;
}

function judge(flow: AnswerSums, spread: number): AnswerVerdict {
  const { expected, answered, variance } = flow;
  const ratio = expected === 0 ? 1 : answered / expected;
  if (!isHeavy(flow)) return { ...flow, kind: "not-enough-evidence", ratio, atMost: 1 };
  const atMost = largest(flow, spread);
  if (ratio < 1 - LEAST_GAP && atMost < 1 - CERTAIN_GAP) return { ...flow, kind: "too-little", ratio, atMost };
  const isTelling = Math.sqrt(variance / expected ** 2 + spread ** 2) <= TELLING_SPREAD;
  return { ...flow, kind: isTelling ? "as-others" : "not-enough-evidence", ratio, atMost };
}

/**
 * Returns the largest ratio r such that r × expected is consistent with the answers. The assumed variance grows with r.
 */
function largest({ answered, expected, variance }: AnswerSums, spread: number): number {
  const square = DEVIATIONS ** 2;
  const a = expected ** 2 * (1 - square * spread ** 2);
  if (a <= 0) return Number.POSITIVE_INFINITY;
  const b = 2 * expected * answered + square * variance;
  return (b + Math.sqrt(Math.max(0, b ** 2 - 4 * a * answered ** 2))) / (2 * a);
}

function isHeavy({ expected }: AnswerSums): boolean {
  return expected >= LEAST_EXPECTED;
}

function toGroup({ answered, expected, variance }: AnswerSums): AnswerGroup {
  return { log: Math.log((answered + 0.5) / (expected + 0.5)), chance: Math.max(variance, 1) / expected ** 2 };
}

export interface AnswerCount {
  readonly people: number;
  readonly answered: number;
}

/** The answers of a flow, and the answers of other recipients whose messages were sent at the same time. */
export interface AnswerSums extends AnswerCount {
  readonly expected: number;
  readonly variance: number;
}

export const NO_ANSWERS: AnswerSums = { people: 0, answered: 0, expected: 0, variance: 0 };

const LEAST_OTHERS = 20;
const ENOUGH_EXPECTED = 4_000;

/**
 * Adds the answers to the messages of one period of sending. Compares only flows of the same hour, because recipients
 * answer less at night and to later messages (Mantel and Haenszel 1959).
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

interface AnswerGroup {
  readonly log: number;
  readonly chance: number;
}

const BELIEF = 4;

/**
 * Estimates how much groups of recipients differ beyond chance, as a standard deviation of logarithms (DerSimonian and
 * Laird 1986). Returns at least `usual` while too few groups were observed.
 */
function measureSpread(groups: readonly AnswerGroup[], usual: number): number {
  const weight = groups.reduce((sum, { chance }) => sum + 1 / chance, 0);
  const mean = groups.reduce((sum, { log, chance }) => sum + log / chance, 0) / weight;
  const squares = groups.reduce((sum, { log, chance }) => sum + (log - mean) ** 2 / chance, 0);
  const scale = weight - groups.reduce((sum, { chance }) => sum + 1 / chance ** 2, 0) / weight;
  const seen = scale > 0 ? Math.max(0, (squares - (groups.length - 1)) / scale) : 0;
  const shown = groups.reduce((sum, { chance }) => sum + (usual ** 2 / (usual ** 2 + chance)) ** 2, 0);
  const trust = Math.max(0, shown - 1);
  const drawn = (BELIEF * usual ** 2 + trust * seen) / (BELIEF + trust);
  return Math.sqrt(Math.max(drawn, seen));
}
