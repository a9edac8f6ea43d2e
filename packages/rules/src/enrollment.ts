/** Numbers of `ENROLLMENT_STATES` in `@relance/spec`. */
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
 * What an open enrollment waits for. `idle` waits for nothing. `dueAt` means, per phase:
 * `ready` earliest lawful send · `submitting` end of the owner's lease · `resolving` when policy decides about an
 * uncertain attempt · `awaiting` receipt deadline or end of the wait · `waiting` end of the wait.
 */
export const PHASE = { idle: 0, ready: 1, submitting: 2, resolving: 3, awaiting: 4, waiting: 5 } as const;

/** Numbers of `ATTEMPT_STATES` in `@relance/spec`. */
export const ATTEMPT = {
  submitting: 0,
  accepted: 1,
  rejected: 2,
  deferred: 3,
  uncertain: 4,
  notSent: 5,
  unresolved: 6,
} as const;

/** Stored order of strengths; 0 = no answer yet. */
export const STRENGTH = { none: 0, gesture: 1, authenticated: 2, event: 3 } as const;

/**
 * The hot row: everything a decision about one person reads besides the plan. Rules change it in place;
 * stores lock it, call one rule, and write it back in the same transaction.
 */
export interface Enrollment {
  state: number;
  phase: number;
  /** Fences stale work: raised whenever the row moves away from what a worker may still hold. */
  epoch: number;
  /** Number of the step, from 1. */
  step: number;
  /** Place in the step's route. */
  position: number;
  /** Milliseconds since 1970; 0 only while idle. */
  dueAt: number;
  /** Number of the current attempt, 0 = none yet in this place. */
  attempt: number;
  /** Which of the channel's contacts the current attempt uses, 0 to 3. */
  contact: number;
  /** Evidence about the current attempt, see {@link EVIDENCE_BIT}. */
  evidence: number;
  /** Sends within this step. */
  attemptsInStep: number;
  /** Claims since the last settle: three mark a poisonous row. */
  claims: number;
  /** Positions of the route already used in this step, one bit each. */
  triedPositions: number;
  /** When the current attempt was accepted; 0 = not yet. */
  acceptedAt: number;
  /** End of the step's wait; 0 until the step's first `accepted`. */
  waitUntil: number;
  /** Strongest acknowledgement so far. */
  strength: number;
  /** Contacts the person has, four bits a channel. */
  knownContacts: number;
  /** Contacts that must not be used: the person said so. */
  optedOut: number;
  /** Contacts that cannot be used: unknown number, closed mailbox, wrong person. */
  deadContacts: number;
  /** Steps meant for this person (`when:`), one bit each. */
  steps: number;
  /** The legal end. */
  deadline: number;
  /** Why it is where it is: number of `CAUSES` in `@relance/spec`. */
  cause: number;
  /** {@link FLAG}. */
  flags: number;
  /** Number of the zone in which hours are read for this person; 0 = the campaign's. */
  zone: number;
}

/** Remarks that the ledger counts. */
export const FLAG = {
  /** Acknowledged after the deadline. */
  late: 1,
  /** Waits were shortened so that the ladder fits. */
  compressed: 2,
  /** Escalated before an ingress gap was reconciled, because the deadline would not wait. */
  unreconciled: 4,
  /** The person was forgotten: nothing that comes in about them is kept but its fact. */
  forgotten: 8,
  /** The current attempt went to an address that the contact has no more: what is heard of it says nothing of the new one. */
  readdressed: 16,
} as const;

/** Something may still be sent to them. */
export function isOpen(row: Pick<Enrollment, "state">): boolean {
  return row.state === STATE.pending || row.state === STATE.active;
}
