import type { Channel } from "@relance/spec";
import { beforeAll, describe } from "vitest";
import { type FarEndMode, openSubject, type SetUp } from "./contract-subject.ts";
import { declaringContract } from "./declaring.ts";
import { secrecyContract } from "./keeping-secrets.ts";
import { cancellingContract, lookingUpContract } from "./looking-up.ts";
import { receivingContract } from "./receiving.ts";
import { refusingContract } from "./refusing.ts";
import { abortingContract, losingContract, sendingContract } from "./sending.ts";

export interface ProviderContractOptions {
  /** Modes that this kind of far end cannot be in; their tests are skipped, and shown as skipped. */
  readonly without?: readonly FarEndMode[] | undefined;
  /**
   * False: the far end proves itself by a token alone and signs nothing of what it writes, so that a change on the way cannot be
   * seen. That test is skipped, and shown as skipped. @default true
   */
  readonly isReportSigned?: boolean | undefined;
}

/**
 * The tests that every provider passes, in this house and outside of it. Call it once, in a test file of vitest.
 *
 * Give the provider short timeouts (a second), a message with a `callbackUrl` if it uses one, and a far end on
 * loopback that counts what reaches it.
 *
 * @example
 * providerContract("my-sms", async () => {
 *   const farEnd = await startMyFarEnd();
 *   return { provider: mySms({ url: farEnd.url, key: "k-1234567", timeoutMs: 1_000 }), message, farEnd, secrets: ["k-1234567"] };
 * });
 */
export function providerContract<C extends Channel>(
  name: string,
  setUp: SetUp<C>,
  options: ProviderContractOptions = {},
): void {
  const can = (mode: FarEndMode): boolean => !options.without?.includes(mode);
  describe(`${name} as a provider`, () => {
    // A provider may load its libraries at its first call: that is no part of the second that it has for a send.
    beforeAll(async () => {
      await using subject = await openSubject(setUp);
      await subject.provider.send(subject.message, { signal: new AbortController().signal }).catch(() => {});
    });

    sendingContract(setUp);
    refusingContract(setUp, can);
    losingContract(setUp, can);
    abortingContract(setUp, can);
    declaringContract(setUp);
    lookingUpContract(setUp);
    cancellingContract(setUp, can);
    receivingContract(setUp, options.isReportSigned ?? true);
    secrecyContract(setUp, can);
  });
}
