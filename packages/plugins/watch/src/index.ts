/** Detects silent loss from acceptances and receipts alone. Pure functions, without clock or I/O. */

export { type AnswerCount, type AnswerSums, addAnswers, NO_ANSWERS } from "./answer-sums.ts";
export {
  addCompared,
  type ComparedSums,
  compareShares,
  NOTHING_COMPARED,
  type ReceiptCount,
  reversed,
} from "./compare-shares.ts";
export type { BinSecond, FlowBins } from "./flow-bins.ts";
export {
  ACKNOWLEDGEMENT_AGES,
  type AnswerVerdict,
  judgeAcknowledgements,
  judgeAgainstEarlier,
  LEAST_EXPECTED,
} from "./judge-acknowledgements.ts";
export { judgeBeside, observeBeside } from "./judge-beside.ts";
export { judgeFlow } from "./judge-flow.ts";
export { judgePilot, LEAST_OF_PILOT, type PilotVerdict } from "./judge-pilot.ts";
export { isRefusalSpike, judgeReceipts } from "./judge-refusals.ts";
export { COMPARED_AGES, judgeVendors } from "./judge-vendors.ts";
export { answeredWithin, type LatencyModel, lognormalModel, unknownModel } from "./latency-model.ts";
export { learnModel } from "./learn-model.ts";
export { type FlowName, narrowest } from "./narrowest.ts";
export type { Downtime, Observation } from "./observation.ts";
export { dueShare, type ProvenCount, withProven } from "./proven-share.ts";
export { learnQuietHours } from "./quiet-hours.ts";
export { catchUpMs, type Silence } from "./silence.ts";
export { addSilence, unheard } from "./unheard.ts";
export { type AlarmMemory, type FlowVerdict, nextAlarm, QUIET } from "./verdict.ts";
