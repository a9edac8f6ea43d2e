/** The rules of one enrollment: pure functions that change its row. */
export { acknowledge, FACTOR_TRIES, provenStrength } from "./acknowledge.ts";
export { answerEffect, closingAnswer, mayAnswerAgain, mayConfirmStop, replyAnswer } from "./answers.ts";
export { type Change, type ChangeEvent, causeNumber, noChange } from "./change.ts";
export {
  checkClaim,
  divert,
  drawnPosition,
  explorationPosition,
  explore,
  refuseContact,
  submit,
  waitForOwnProvider,
  wasTried,
} from "./claim.ts";
export {
  barred,
  channelBits,
  channelOfBit,
  concerns,
  contactBit,
  destinationFor,
  PURPOSE,
  usableContact,
} from "./contacts.ts";
export {
  cancel,
  escalateNow,
  expire,
  forget,
  mayAmend,
  type NewContacts,
  optIn,
  optOut,
  readmit,
  receiveLate,
  remove,
  renewContacts,
  reopen,
  resume,
  returnToMissed,
} from "./control.ts";
export { extend, mayReschedule, reschedule } from "./deadline.ts";
export { type ClosedProvider, due, skipUnavailableAt } from "./due.ts";
export { ATTEMPT, type Enrollment, FLAG, isOpen, PHASE, REPLACED, STATE, STRENGTH } from "./enrollment.ts";
export { EVIDENCE_BIT, evidenceBit, isContradictory, isFinal, readEvidence } from "./evidence.ts";
export { countsSince, foldAcknowledgements, isRevoked, type StoredAcknowledgement } from "./fold-acknowledgements.ts";
export { calendarAdvice, dayNumber } from "./hours/calendars.ts";
export { lastOpening, nextOpening } from "./hours/openings.ts";
export { carrierRest, lacksTime, openUntil, type WaitingRecipients } from "./hours/step-hours.ts";
export { countryNumber, countryZones, zoneNumber } from "./hours/zones.ts";
export { otherAccount } from "./next-step.ts";
export { comesTooLate, place } from "./place.ts";
export {
  afterFailures,
  afterSuccess,
  allowedRate,
  FAILURES_IN_A_ROW,
  FAULT_MS,
  isOurs,
  isSilent,
  isThrottle,
  LASTING_THROTTLE_MS,
  LONGEST_DOUBLED_MS,
  MEASURED_MS,
  MOST_DOUBLINGS,
  paceAt,
  probeMs,
  providerHoldMs,
  providerSignal,
  type SlowedPace,
  throttledPace,
} from "./provider-pace.ts";
export { RETENTION_CLASSES, retentionFor } from "./retention.ts";
export { canTake, Schedule } from "./schedule.ts";
export {
  commitment,
  DIGEST_BYTES,
  ENTRY_BYTES,
  leafHashes,
  packLeaves,
  sealedText,
} from "./sealed-leaves.ts";
export { isDead, isSent, replacedContact, type SentMessage } from "./sent-steps.ts";
export { accept, attemptStateAfter, receive, recover, settle } from "./settle.ts";
export { type AvoidedProviders, otherWay, planStep, stepBit } from "./steps.ts";
export { firstShare, isWaveSent, LEAST_WAVE_MS, LONGEST_PILOT_MS, nextShare, sendOrder, waveRate } from "./waves.ts";
