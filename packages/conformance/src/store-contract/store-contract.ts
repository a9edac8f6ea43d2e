import { describe } from "vitest";
import { acknowledgeContract } from "./acknowledge.ts";
import { amendContract } from "./amend.ts";
import { answerProofContract } from "./answer-proof.ts";
import { answersContract } from "./answers.ts";
import { answersNobodyContract } from "./answers-nobody.ts";
import { binsContract } from "./bins.ts";
import { breakerContract } from "./breaker.ts";
import { budgetContract } from "./budget.ts";
import { claimContract } from "./claim.ts";
import { clockStepContract } from "./clock-step.ts";
import { controlContract } from "./control.ts";
import { countContract } from "./count-and-audit.ts";
import { defineContract } from "./define.ts";
import { depositContract } from "./deposit.ts";
import { earlyEventsContract } from "./early-events.ts";
import { enrollContract } from "./enroll.ts";
import { eraseContract } from "./erase.ts";
import { erasedRefsContract } from "./erased-refs.ts";
import { escalateContract } from "./escalate.ts";
import { eventsContract } from "./events.ts";
import { expireContract } from "./expire.ts";
import { extendContract } from "./extend.ts";
import { failuresContract } from "./failures.ts";
import { heartbeatContract } from "./heartbeat-and-gaps.ts";
import { identityContract } from "./identity.ts";
import { ifLateContract } from "./if-late.ts";
import { incidentsContract } from "./incidents.ts";
import { keptRepliesContract } from "./kept-replies.ts";
import { listContract } from "./list-and-read.ts";
import { masterKeysContract } from "./master-keys.ts";
import { moveContract } from "./move.ts";
import { newLanesContract } from "./new-lanes.ts";
import { outboxContract } from "./outbox.ts";
import { owedContract } from "./owed.ts";
import { passedByContract } from "./passed-by.ts";
import { permitContract } from "./permit.ts";
import { personKeysContract } from "./person-keys.ts";
import { recallContract } from "./recall.ts";
import { receiptsContract } from "./receipts.ts";
import { recoverContract } from "./recover.ts";
import { refusedRowsContract } from "./refused-rows.ts";
import { repliesContract } from "./replies.ts";
import { reportedContract } from "./reported.ts";
import { retainContract } from "./retain.ts";
import { rewoundContract } from "./rewound.ts";
import { sealContract } from "./seal.ts";
import { sealsContract } from "./seals.ts";
import { settleContract } from "./settle.ts";
import { sharesContract } from "./shares.ts";
import { signalsContract } from "./signals.ts";
import { standingsContract } from "./standings.ts";
import { steeringContract } from "./steering.ts";
import { steeringAuthorsContract } from "./steering-authors.ts";
import { ledLanesContract } from "./steering-led.ts";
import { slicesContract } from "./steering-slices.ts";
import { laneVersionsContract } from "./steering-versions.ts";
import type { OpenStore } from "./store-under-test.ts";
import { suppressContract } from "./suppress.ts";
import { suppressionListContract } from "./suppression-list.ts";
import { tasksContract } from "./tasks.ts";
import { throttleContract } from "./throttle.ts";
import { turnoutContract } from "./turnout.ts";
import { unmatchedContract } from "./unmatched.ts";
import { windowsContract } from "./windows.ts";
import { workersContract } from "./workers.ts";
import { wrongPersonContract } from "./wrong-person.ts";

/**
 * The tests that every store passes, in this house and outside of it. Call it once, in a test file of vitest.
 *
 * Each test opens an empty store and moves the store's clock by hand; after each the account must close: both sums
 * hold, the events alone lead to the states that the rows say, and the auditor has no question.
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
    identityContract(open);
    defineContract(open);
    enrollContract(open);
    refusedRowsContract(open);
    sealContract(open);
    claimContract(open);
    windowsContract(open);
    settleContract(open);
    owedContract(open);
    receiptsContract(open);
    failuresContract(open);
    repliesContract(open);
    keptRepliesContract(open);
    acknowledgeContract(open);
    earlyEventsContract(open);
    answersContract(open);
    answerProofContract(open);
    wrongPersonContract(open);
    escalateContract(open);
    expireContract(open);
    ifLateContract(open);
    recoverContract(open);
    heartbeatContract(open);
    rewoundContract(open);
    workersContract(open);
    clockStepContract(open);
    suppressContract(open);
    suppressionListContract(open);
    depositContract(open);
    controlContract(open);
    steeringContract(open);
    steeringAuthorsContract(open);
    ledLanesContract(open);
    laneVersionsContract(open);
    slicesContract(open);
    breakerContract(open);
    answersNobodyContract(open);
    passedByContract(open);
    budgetContract(open);
    moveContract(open);
    extendContract(open);
    eraseContract(open);
    erasedRefsContract(open);
    standingsContract(open);
    unmatchedContract(open);
    personKeysContract(open);
    masterKeysContract(open);
    amendContract(open);
    newLanesContract(open);
    reportedContract(open);
    retainContract(open);
    permitContract(open);
    sharesContract(open);
    throttleContract(open);
    recallContract(open);
    countContract(open);
    eventsContract(open);
    listContract(open);
    tasksContract(open);
    sealsContract(open);
    outboxContract(open);
    signalsContract(open);
    binsContract(open);
    turnoutContract(open);
    incidentsContract(open);
  });
}
