/** The numbers under which `ENROLLMENT_STATES` of `@relance/spec` are stored. */
export const STATE = {
  pending: 0,
  active: 1,
  acknowledged: 2,
  exhausted: 3,
  expired: 4,
  suppressed: 5,
  cancelled: 6,
} as const;

/**
 * What an open enrollment waits for; an ended one is `idle`. The meaning of `dueAt` depends on the phase: `ready` the
 * earliest send · `submitting` the end of the worker's lease · `resolving` when an uncertain attempt is given up ·
 * `awaiting` when the receipt is overdue or the wait ends · `waiting` the end of the wait.
 */
export const PHASE = { idle: 0, ready: 1, submitting: 2, resolving: 3, awaiting: 4, waiting: 5 } as const;

/** The numbers under which `ATTEMPT_STATES` of `@relance/spec` are stored. */
export const ATTEMPT = {
  submitting: 0,
  accepted: 1,
  rejected: 2,
  deferred: 3,
  uncertain: 4,
  notSent: 5,
  unresolved: 6,
} as const;

/** Strengths of an acknowledgement, the weakest first; 0 means no answer yet. */
export const STRENGTH = { none: 0, gesture: 1, authenticated: 2, event: 3 } as const;

/**
 * The row of one recipient. A decision reads only this row and the plan. The store locks the row, calls one rule, which
 * changes it in place, and writes it back in the same transaction.
 */
export interface Enrollment {
  state: number;
  phase: number;
  /** Increases whenever the row moves, so that work that began before the move is recognized as stale. */
  epoch: number;
  /** Number of the current step, from 1. */
  step: number;
  /** Position in the route of the current step. */
  position: number;
  /** When the row must be checked next, in milliseconds since 1970; 0 only while idle. */
  dueAt: number;
  /** Number of the current attempt; 0 if this position has none yet. */
  attempt: number;
  /** Index of the channel's contact that the current attempt uses, 0 to 3. */
  contact: number;
  /** Evidence about the current attempt, bits of `EVIDENCE_BIT`. */
  evidence: number;
  /** Sends within this step. */
  attemptsInStep: number;
  /** Claims since the last outcome. Three make the row count as poisonous. */
  claims: number;
  /** Positions of the route that this step has used, one bit each. */
  triedPositions: number;
  /** When the current attempt was accepted; 0 if it was not accepted yet. */
  acceptedAt: number;
  /** End of the step's wait; 0 until a provider accepts its first message. */
  waitUntil: number;
  /** Strongest acknowledgement until now, a number of `STRENGTH`. */
  strength: number;
  /** Contacts that the recipient has, four bits per channel. */
  knownContacts: number;
  /** Contacts that must not be used, because the recipient opted out. */
  optedOut: number;
  /** Contacts that cannot be used: an unknown number, a closed mailbox, or the address of another person. */
  deadContacts: number;
  /** Steps that apply to this recipient (`when:`), one bit each. */
  steps: number;
  /** No message is sent after this instant. */
  deadline: number;
  /** Why the row is in this state: a number of `CAUSES` in `@relance/spec`. */
  cause: number;
  /** Bits of `FLAG`. */
  flags: number;
  /** Number of the recipient's time zone; 0 for the campaign's zone. */
  zone: number;
}

/** Notes about an enrollment, which the ledger counts. */
export const FLAG = {
  /** Acknowledged after the deadline. */
  late: 1,
  /** Waits were shortened so that all steps fit. */
  compressed: 2,
  /** The recipient moved on before missed receipts were fetched, because the next step could not wait. */
  unreconciled: 4,
  /** The recipient was forgotten. Of an item that arrives later, only the arrival is recorded. */
  forgotten: 8,
  /** The current attempt used an old address of the contact, so receipts do not concern the new one. */
  readdressed: 16,
  /** The provider's account refused: `waitUntil` ends the wait for the provider, not for an answer. */
  refused: 32,
  /** An earlier step was resumed that only a corrected contact reaches: `steps` leaves out the steps that were sent. */
  returned: 64,
} as const;

/** Returns whether the step's wait for an answer has begun; see `FLAG.refused`. */
export function isWaitRunning({ waitUntil, flags }: Enrollment): boolean {
  return waitUntil !== 0 && (flags & FLAG.refused) === 0;
}

/** Returns whether messages may still be sent to this recipient. */
export function isOpen(row: Pick<Enrollment, "state">): boolean {
  return row.state === STATE.pending || row.state === STATE.active;
}
