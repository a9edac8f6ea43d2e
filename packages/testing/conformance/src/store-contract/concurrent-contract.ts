import { describe } from "vitest";
import { answerProofContract, readingInstantContract, severalAnswersContract } from "./answer-proof.ts";
import { breakerContract } from "./breaker.ts";
import { budgetContract } from "./budget.ts";
import { depositContract } from "./deposit.ts";
import type { Area } from "./scene/scenes.ts";
import { doubtContract, silentProviderContract } from "./silent-provider.ts";
import type { OpenStore } from "./store-under-test.ts";
import { suppressionListContract } from "./suppressions.ts";

const AREAS: readonly Area[] = [
  answerProofContract,
  severalAnswersContract,
  readingInstantContract,
  breakerContract,
  silentProviderContract,
  doubtContract,
  budgetContract,
  depositContract,
  suppressionListContract,
];

/**
 * Runs the areas of `storeContract` that test parallel calls and callers' transactions. Run these areas after
 * `storeContract` to test an option that changes how the store waits for locks.
 */
export function concurrentContract(name: string, open: OpenStore): void {
  describe(`${name} as a store`, () => {
    for (const tests of AREAS) tests(open);
  });
}
