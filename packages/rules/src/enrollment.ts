/** The stored numbers of `ENROLLMENT_STATES` in `@relance/spec`. */
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
 * The phase of an open enrollment; an ended enrollment is `idle`. The phase defines the meaning of `dueAt`:
 * - `ready`: the earliest time to send
 * - `submitting`: the end of the worker's lease
 * - `resolving`: the end of the wait for evidence about an uncertain attempt
 * - `awaiting`: when the receipt is overdue
 * - `waiting`: the end of the wait for the recipient's answer
 */
export const PHASE = { idle: 0, ready: 1, submitting: 2, resolving: 3, awaiting: 4, waiting: 5 } as const;

/** The stored numbers of `ATTEMPT_STATES` in `@relance/spec`. */
export const ATTEMPT = {
  submitting: 0,
  accepted: 1,
  rejected: 2,
  deferred: 3,
  uncertain: 4,
  notSent: 5,
  unresolved: 6,
} as const;

/** Strengths of an acknowledgement, the weakest first. `none` means that no answer was received. */
export const STRENGTH = { none: 0, gesture: 1, authenticated: 2, event: 3 } as const;

/** The row of one recipient. A rule reads only this row and the plan, and changes only this row. The store locks it. */
export interface Enrollment {
  state: number;
  phase: number;
  /** Increases when the row becomes ready for a message or leaves its attempt. Older outcomes are ignored. */
  revision: number;
  /** Number of the current step, from 1. */
  step: number;
  position: number;
  /** When the row is processed next, in milliseconds since 1970; 0 while idle. */
  dueAt: number;
  /** Number of the current attempt; 0 if no message was sent at this position. */
  attempt: number;
  /** Index of the contact that the current attempt uses, 0 to 2, plus {@link REPLACED} per replacement of its address. */
  contact: number;
  /** Bits of `EVIDENCE_BIT` that receipts of the current attempt have set. */
  evidence: number;
  attemptsInStep: number;
  /** Number of claims since the last outcome. After three, the row is not claimed again. */
  claims: number;
  /** Bits of the route positions that this step tried. The upper 16 bits mark those that a reroute skipped. */
  triedPositions: number;
  /** When the provider accepted the current attempt; 0 until then. */
  acceptedAt: number;
  /** End of the step's wait; 0 until a provider accepts the step's first message. */
  waitUntil: number;
  /** Strength of the strongest acknowledgement, as a number of `STRENGTH`. */
  strength: number;
  /** Bits of the contacts that the recipient has, three per channel. */
  knownContacts: number;
  optedOut: number;
  /** Bits of contacts that cannot be used: unknown numbers, closed mailboxes, and addresses of other persons. */
  deadContacts: number;
  /** Bits of the steps that apply to this recipient according to `when:`. */
  steps: number;
  /** No message is sent after this instant. */
  deadline: number;
  /** Cause of the current state, as a number of `CAUSES` in `@relance/spec`. */
  cause: number;
  flags: number;
  /** Number of the recipient's time zone; 0 for the campaign's zone. */
  zone: number;
}

/** Added to the attempts' contact each time its address is replaced. Their reports do not apply to the new address. */
export const REPLACED = 4;

/** Added once more if the message was missed: the address was dead, or belonged to another person. */
export const MISSED = 1024;

/** Flags of an enrollment. The ledger counts the enrollments with each flag. */
export const FLAG = {
  late: 1,
  /** Waits were shortened so that all steps fit before the deadline. */
  compressed: 2,
  /** The next step began before missed receipts could be fetched, because too little time remained. */
  unreconciled: 4,
  /** The recipient was erased. Later events record only that something arrived. */
  forgotten: 8,
  /** `waitUntil` is the end of the wait for a provider, not for an answer. */
  providerWait: 32,
  /** The recipient returned to an earlier step for a corrected contact. `steps` excludes steps already sent. */
  returned: 64,
} as const;

/** Returns whether the step waits for the recipient's answer. `FLAG.providerWait` means a wait for the provider. */
export function isWaitRunning({ waitUntil, flags }: Enrollment): boolean {
  return waitUntil !== 0 && (flags & FLAG.providerWait) === 0;
}

/** Returns whether the recipient may still get messages. */
export function isOpen(row: Pick<Enrollment, "state">): boolean {
  return row.state === STATE.pending || row.state === STATE.active;
}
