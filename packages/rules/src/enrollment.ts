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
 * The phase of an open enrollment; an ended one is `idle`. The phase defines `dueAt`: `ready` the earliest send ·
 * `submitting` the end of the worker's lease · `resolving` when an uncertain attempt is given up · `awaiting` when the
 * receipt is overdue · `waiting` the end of the wait.
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

/** Strengths of an acknowledgement, the weakest first. 0 means that no answer was received. */
export const STRENGTH = { none: 0, gesture: 1, authenticated: 2, event: 3 } as const;

/**
 * The row of one recipient. A rule reads only this row and the plan, and changes the row, which the store has locked.
 */
export interface Enrollment {
  state: number;
  phase: number;
  /** Increases whenever the row moves, so that outcomes of work begun earlier are ignored. */
  epoch: number;
  /** Number of the current step, from 1. */
  step: number;
  position: number;
  /** When the row must be checked next, in milliseconds since 1970; 0 while idle. */
  dueAt: number;
  /** Number of the current attempt; 0 before an attempt at this position. */
  attempt: number;
  /** Index of the contact that the current attempt uses, 0 to 3. */
  contact: number;
  /** Bits of `EVIDENCE_BIT` about the current attempt. */
  evidence: number;
  attemptsInStep: number;
  /** Claims since the last outcome; three make the row poisonous. */
  claims: number;
  /** Positions of the route that this step has used, as bits. */
  triedPositions: number;
  /** When the provider accepted the current attempt; 0 before. */
  acceptedAt: number;
  /** End of the step's wait; 0 until a provider accepts its first message. */
  waitUntil: number;
  /** Strongest acknowledgement, as a number of `STRENGTH`. */
  strength: number;
  /** Contacts of the recipient, four bits per channel. */
  knownContacts: number;
  /** Bits of contacts that opted out. */
  optedOut: number;
  /** Bits of unknown numbers, closed mailboxes, and addresses of other persons. */
  deadContacts: number;
  /** Bits of the steps that apply to this recipient (`when:`). */
  steps: number;
  /** No message is sent after this instant. */
  deadline: number;
  /** A number of `CAUSES` in `@relance/spec`. */
  cause: number;
  flags: number;
  /** Number of the recipient's time zone; 0 for the campaign's zone. */
  zone: number;
}

/** Notes about an enrollment that the ledger counts. */
export const FLAG = {
  /** Acknowledged after the deadline. */
  late: 1,
  /** Waits were shortened so that all steps fit. */
  compressed: 2,
  /** The recipient moved on before missed receipts were fetched, for lack of time. */
  unreconciled: 4,
  /** The recipient was forgotten: only the arrival of later items is recorded. */
  forgotten: 8,
  /** The current attempt used an old address, so its receipts do not concern the new one. */
  readdressed: 16,
  /** The provider's account refused: `waitUntil` ends the wait for the provider, not for an answer. */
  refused: 32,
  /** The recipient returned to an earlier step for a corrected contact. `steps` leaves out the steps that were sent. */
  returned: 64,
} as const;

/** Returns whether the step waits for an answer; see `FLAG.refused`. */
export function isWaitRunning({ waitUntil, flags }: Enrollment): boolean {
  return waitUntil !== 0 && (flags & FLAG.refused) === 0;
}

/** Returns whether the recipient may still get messages. */
export function isOpen(row: Pick<Enrollment, "state">): boolean {
  return row.state === STATE.pending || row.state === STATE.active;
}
