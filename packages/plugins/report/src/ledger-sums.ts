import { ATTEMPT_STATES, type AttemptState, ENROLLMENT_STATES, type Ledger } from "@relance/spec";

export interface Sum {
  readonly total: number;
  readonly parts: readonly { readonly name: string; readonly count: number }[];
  readonly holds: boolean;
}

export interface LedgerSums {
  /** The rows of the audience: enrolled, duplicate and refused rows. */
  readonly audience: Sum;
  /** The recipients by state; each recipient is in exactly one state. */
  readonly people: Sum;
  /** The attempts by state; each attempt is in exactly one state. */
  readonly attempts: Sum;
  /** True if all sums match, and if the store's own check succeeded. */
  readonly holds: boolean;
}

/** Returns the ledger's sums, with the numbers that each sum adds up. */
export function ledgerSums(ledger: Ledger): LedgerSums {
  const { rows, enrolled, repeated, refused } = ledger.audience;
  const audience = sum(rows, Object.entries({ enrolled, repeated, refused }));
  const people = sum(
    enrolled,
    ENROLLMENT_STATES.map((state) => [state, ledger.states[state]]),
  );
  const attempts = sum(
    ledger.totals.attempts,
    ATTEMPT_STATES.map((state) => [state, attemptsIn(ledger, state)]),
  );
  return { audience, people, attempts, holds: ledger.holds && audience.holds && people.holds && attempts.holds };
}

export function attemptsIn({ attempts }: Pick<Ledger, "attempts">, state: AttemptState): number {
  return attempts.reduce((total, row) => total + (row.state === state ? row.count : 0), 0);
}

function sum(total: number, entries: readonly (readonly [string, number])[]): Sum {
  const parts = entries.map(([name, count]) => ({ name, count }));
  return { total, parts, holds: parts.reduce((all, { count }) => all + count, 0) === total };
}
