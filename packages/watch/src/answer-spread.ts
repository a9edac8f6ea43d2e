/** One group: how its answers compare, and how much of that may be chance. */
export interface AnswerGroup {
  /** Logarithm of answers over expected answers. */
  readonly log: number;
  /** Variance of it by chance. */
  readonly chance: number;
}

/** What was believed before counts as so many groups. */
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
