import { describe } from "vitest";
import { acknowledgeContract, lateAcknowledgementsContract } from "./acknowledge.ts";
import { allChannelsContract } from "./all-channels.ts";
import { answerProofContract, readingInstantContract, severalAnswersContract } from "./answer-proof.ts";
import {
  afterTheLadderContract,
  answersContract,
  earlyAcknowledgementsContract,
  revocationsContract,
  wrongPersonContract,
} from "./answers.ts";
import { breakerContract } from "./breaker.ts";
import { budgetContract } from "./budget.ts";
import { claimContract } from "./claim.ts";
import { clockStepContract } from "./clock-step.ts";
import { codecContract, reencryptContract } from "./codec.ts";
import { controlContract } from "./control.ts";
import { correctedContactsContract } from "./corrected-contacts.ts";
import { auditContract, countContract } from "./count-and-audit.ts";
import { expireContract, extendContract } from "./deadline.ts";
import { amendContract, defineContract } from "./define.ts";
import { depositContract } from "./deposit.ts";
import { earlyEventsContract } from "./early-events.ts";
import { enrollContract } from "./enroll.ts";
import { eraseContract } from "./erase.ts";
import { erasedRefsContract } from "./erased-refs.ts";
import { escalateContract } from "./escalate.ts";
import { eventsContract } from "./events.ts";
import { exploreContract } from "./explore.ts";
import { failuresContract } from "./failures.ts";
import { gapsContract, heartbeatContract } from "./heartbeat-and-gaps.ts";
import { identityContract, restoredContract } from "./identity.ts";
import { ifLateContract } from "./if-late.ts";
import { keptRepliesContract, toldOnceContract } from "./kept-replies.ts";
import { tasksContract } from "./leases.ts";
import { listContract, outboxContract, readContract } from "./list-and-read.ts";
import { newQueuesContract } from "./new-queues.ts";
import { pluginSqlContract } from "./plugin-sql.ts";
import { randomCorrectionsContract } from "./random-corrections.ts";
import { permitContract, throttleContract } from "./rates.ts";
import { receiptsContract } from "./receipts.ts";
import { standingsContract } from "./recipient-statuses.ts";
import { recoverContract, resolveContract } from "./recover.ts";
import { refusedRowsContract } from "./refused-rows.ts";
import { repliesContract } from "./replies.ts";
import { errorsContract, reportedContract, signalsContract } from "./reported.ts";
import { rescheduleContract } from "./reschedule.ts";
import { retainContract } from "./retain.ts";
import { rewoundContract } from "./rewound.ts";
import type { Area } from "./scene/scenes.ts";
import { sealContract } from "./seal.ts";
import { sealsContract } from "./seals.ts";
import { settleContract } from "./settle.ts";
import { sharesContract } from "./shares.ts";
import { doubtContract, passedByContract, silentProviderContract } from "./silent-provider.ts";
import { steeringContract } from "./steering.ts";
import { destinationsContract } from "./steering-destinations.ts";
import { reroutedQueuesContract, steeringAuthorsContract } from "./steering-rerouted.ts";
import { queueVersionsContract } from "./steering-versions.ts";
import { doubtfulStopContract, stopAndStartContract } from "./stop-and-start.ts";
import type { OpenStore } from "./store-under-test.ts";
import { suppressContract, suppressionListContract } from "./suppressions.ts";
import { transitionContract } from "./transition.ts";
import { unmatchedContract } from "./unmatched.ts";
import { binsContract, incidentsContract, responseCountsContract } from "./watch.ts";
import { windowsContract } from "./windows.ts";
import { owedContract, workersContract } from "./workers.ts";

const AREAS: readonly Area[] = [
  identityContract,
  restoredContract,
  defineContract,
  enrollContract,
  allChannelsContract,
  refusedRowsContract,
  sealContract,
  claimContract,
  windowsContract,
  settleContract,
  owedContract,
  receiptsContract,
  failuresContract,
  repliesContract,
  stopAndStartContract,
  doubtfulStopContract,
  keptRepliesContract,
  toldOnceContract,
  acknowledgeContract,
  lateAcknowledgementsContract,
  earlyEventsContract,
  answersContract,
  earlyAcknowledgementsContract,
  revocationsContract,
  answerProofContract,
  severalAnswersContract,
  readingInstantContract,
  wrongPersonContract,
  afterTheLadderContract,
  escalateContract,
  expireContract,
  ifLateContract,
  recoverContract,
  resolveContract,
  heartbeatContract,
  gapsContract,
  rewoundContract,
  workersContract,
  clockStepContract,
  suppressContract,
  suppressionListContract,
  depositContract,
  controlContract,
  steeringContract,
  steeringAuthorsContract,
  reroutedQueuesContract,
  exploreContract,
  queueVersionsContract,
  destinationsContract,
  breakerContract,
  silentProviderContract,
  doubtContract,
  passedByContract,
  budgetContract,
  transitionContract,
  rescheduleContract,
  correctedContactsContract,
  randomCorrectionsContract,
  extendContract,
  eraseContract,
  erasedRefsContract,
  standingsContract,
  unmatchedContract,
  codecContract,
  reencryptContract,
  amendContract,
  newQueuesContract,
  reportedContract,
  errorsContract,
  retainContract,
  permitContract,
  sharesContract,
  throttleContract,
  countContract,
  auditContract,
  eventsContract,
  listContract,
  readContract,
  tasksContract,
  pluginSqlContract,
  sealsContract,
  outboxContract,
  signalsContract,
  binsContract,
  responseCountsContract,
  incidentsContract,
];

/**
 * Runs the tests that every store must pass. Call this function once in a vitest file.
 *
 * Each test opens an empty store and advances the store's clock itself. After each test, both sums of the ledger must
 * be correct, the events must lead to the states of the rows, and the audit must find nothing.
 *
 * @example
 * storeContract("my store", async () => {
 *   const clock = contractClock();
 *   const store = myStore({ now: clock.now, steadyNow: clock.steadyNow });
 *   await store.open();
 *   return {
 *     store,
 *     clock,
 *     [Symbol.asyncDispose]: () => store.close(),
 *   };
 * });
 */
export function storeContract(name: string, open: OpenStore): void {
  describe(`${name} as a store`, () => {
    for (const tests of AREAS) tests(open);
  });
}
