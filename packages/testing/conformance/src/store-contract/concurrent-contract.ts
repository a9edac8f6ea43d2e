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
 * Those areas of {@link storeContract} in which verbs meet: several at the same moment, or one in the middle of a
 * transaction of the caller's.
 *
 * For a store that passes the whole contract already, opened in a way that differs only where locks are waited for.
 */
export function concurrentContract(name: string, open: OpenStore): void {
  describe(`${name} as a store`, () => {
    for (const tests of AREAS) tests(open);
  });
}
