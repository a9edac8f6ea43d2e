/** What is counted, and what `a` and `b` mean there. */
export const COUNTER = {
  /** a = {@link LINE}. */
  lines: 0,
  /** provider = the reason's word. */
  refused: 1,
  /** a = state, b = cause. */
  states: 2,
  /** a = attempt state, b = evidence, with step and provider. */
  attempts: 3,
  /** a = {@link TOTAL}. */
  totals: 4,
  /** provider = the answer's word. */
  answers: 5,
  /** a = version: people who took it, less those who left it. Nobody is counted who never moved. */
  versions: 6,
  /** provider = the reason's word: refused rows whose key was enrolled, or refused again, since. */
  settledRefusals: 7,
  /** provider = who called messages back at our request. */
  recalled: 8,
} as const;

/** Lines of the audience: every one is exactly one of these (R15). */
export const LINE = { new: 0, same: 1, contactChanged: 2, repeated: 3, refused: 4 } as const;

/** What is counted over all states, in the order of the numbers that stores keep. */
export const TOTAL = {
  attempts: 0,
  superseded: 1,
  contradictory: 2,
  unreconciled: 3,
  late: 4,
  /** People with a wait that was shortened. */
  compressed: 5,
  /** Steps for which somebody had no time left. */
  skipped: 6,
} as const;
