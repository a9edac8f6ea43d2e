import { type AnswerCount, type AnswerGroup, type AnswerSums, spreadOf } from "./answer-sums.ts";

/** The ages at which the answers of flows are compared, in milliseconds. */
export const ACKNOWLEDGEMENT_AGES: readonly number[] = [15 * 60_000, 3_600_000, 4 * 3_600_000];

const DEVIATIONS = 4;
/** The watch gives no verdict with fewer expected answers than this. */
export const LEAST_EXPECTED = 20;
/** A flow is suspected only if its answers are at least this share below the expected number. */
const LEAST_GAP = 0.15;
/** The answers must certainly be at least this share below the expected number. */
const CERTAIN_GAP = 0.05;
/** A flow counts as normal once a gap of this size would have been visible. */
const TELLING_SPREAD = 0.07;
/** The assumed difference between groups of recipients in one campaign, until enough groups were observed. */
const GROUPS_DIFFER = 0.04;
/** The assumed difference between campaigns of one name, which is larger because season and recipients differ. */
const CAMPAIGNS_DIFFER = 0.1;

/** `too-little` means far fewer answers than others · `as-others` no gap · `not-enough-evidence` undecided. */
export interface AnswerVerdict extends AnswerSums {
  readonly kind: "too-little" | "as-others" | "not-enough-evidence";
  /** The answers divided by the expected answers; 1 means that the recipients answer like the others. */
  readonly ratio: number;
  /** The largest ratio that agrees with the counts. */
  readonly atMost: number;
}

/**
 * Judges whether the recipients of a flow answer far less than others at the same age, which fake receipts cannot hide.
 * `others` are the other flows, each compared with the rest; these show how much groups usually differ.
 */
export function judgeAcknowledgements(flow: AnswerSums, others: readonly AnswerSums[]): AnswerVerdict {
  return judge(flow, spreadOf(others.filter(isHeavy).map(groupOf), GROUPS_DIFFER));
}

/** Judges a flow without other flows by earlier campaigns of the same name; without these there is no verdict. */
export function judgeAgainstEarlier(own: AnswerCount, earlier: readonly AnswerCount[]): AnswerVerdict {
  const people = earlier.reduce((sum, each) => sum + each.people, 0);
  const answered = earlier.reduce((sum, each) => sum + each.answered, 0);
  const share = people === 0 ? 0 : answered / people;
  const sumsOf = (each: AnswerCount, chance: number): AnswerSums => ({
    ...each,
    expected: each.people * share,
    variance: each.people * share * (1 - share) * (1 + chance),
  });
  const groups = earlier.map((each) => sumsOf(each, 0)).filter(isHeavy);
  const sums = sumsOf(own, people === 0 ? 0 : own.people / people);
  return judge(sums, spreadOf(groups.map(groupOf), CAMPAIGNS_DIFFER));
}

/** Differences between groups of recipients cannot explain a ratio of answers below this. */
const CERTAIN_RATIO = 0.3;
const CERTAIN_EXPECTED = 100;

/** Returns whether the recipients cannot have received their messages, whatever the receipts report. */
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

/** The largest r for which r × expected agrees with the observed answers; chance and spread grow with r. */
function largest({ answered, expected, variance }: AnswerSums, spread: number): number {
  const square = DEVIATIONS ** 2;
  const a = expected ** 2 * (1 - square * spread ** 2);
  if (a <= 0) return Number.POSITIVE_INFINITY; // groups differ too much for a conclusion
  const b = 2 * expected * answered + square * variance;
  return (b + Math.sqrt(Math.max(0, b ** 2 - 4 * a * answered ** 2))) / (2 * a);
}

function isHeavy({ expected }: AnswerSums): boolean {
  return expected >= LEAST_EXPECTED;
}

function groupOf({ answered, expected, variance }: AnswerSums): AnswerGroup {
  return { log: Math.log((answered + 0.5) / (expected + 0.5)), chance: Math.max(variance, 1) / expected ** 2 };
}
