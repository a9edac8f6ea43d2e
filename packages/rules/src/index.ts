/** The state machine of one enrollment: what each fact does to it. Pure functions, no clock, no I/O. */
export { acknowledge, FACTOR_TRIES, provenStrength } from "./acknowledge.ts";
export { answerEffect, replyAnswer } from "./answer-effect.ts";
export { type Change, type ChangeEvent, causeNumber, noChange } from "./change.ts";
export {
  checkClaim,
  divert,
  drawnPlace,
  explore,
  exploredPlace,
  refuseContact,
  submit,
  waitForOwn,
  wasTried,
} from "./claim.ts";
export { barred, channelBits, channelOfBit, concerns, contactBit, purposeOf, usableContact } from "./contacts.ts";
export {
  cancel,
  escalateNow,
  expire,
  forget,
  handBack,
  mayAmend,
  type NewContacts,
  optIn,
  optOut,
  renewContacts,
  reopen,
  withdraw,
} from "./control.ts";
export { countsSince } from "./counts-since.ts";
export { extend, mayReschedule, reschedule } from "./deadline.ts";
export { destinationOf } from "./destination-of.ts";
export { type ClosedProvider, due, skipUnavailableAt } from "./due.ts";
export { ATTEMPT, type Enrollment, FLAG, isOpen, PHASE, STATE, STRENGTH } from "./enrollment.ts";
export { bitOf, EVIDENCE_BIT, evidenceOf, isContradictory, isFinal } from "./evidence.ts";
export { foldAcknowledgements, type StoredAcknowledgement, takesBack } from "./fold-acknowledgements.ts";
export { calendarAdvice, dayNumber } from "./hours/calendars.ts";
export { lastOpening, nextOpening } from "./hours/openings.ts";
export { afterOpen, carrierRest, openUntil } from "./hours/step-hours.ts";
export { countryNumber, countryZones, zoneNumber } from "./hours/zones.ts";
export { KEPT_CLASSES, keptOf } from "./kept.ts";
export { mayConfirmStop, mayTell } from "./may-tell.ts";
export { comesTooLate, place } from "./place.ts";
export {
  afterFailures,
  afterSuccess,
  FAILURES_IN_A_ROW,
  FAULT_MS,
  isOurs,
  isSilent,
  isThrottle,
  LONGEST_DOUBLED_MS,
  lowered,
  MEASURED_MS,
  MOST_DOUBLINGS,
  paceAt,
  probeMs,
  providerHoldMs,
  rateAt,
  type SlowedPace,
  signOf,
} from "./provider-pace.ts";
export { receive } from "./receipt.ts";
export { canTake, Schedule } from "./schedule.ts";
export { accept, attemptStateOf, recover, settle } from "./settle.ts";
export { stepBit, stepOf } from "./steps.ts";
export { firstShare, isWaveSent, LEAST_WAVE_MS, LONGEST_PILOT_MS, nextShare, waveRate } from "./waves.ts";
