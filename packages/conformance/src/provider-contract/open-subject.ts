import type { Channel } from "@relance/spec";
import type { ContractSubject, SetUp } from "./contract-subject.ts";

/** A subject that ends with its test. */
export interface OpenSubject<C extends Channel> extends ContractSubject<C>, AsyncDisposable {}

/** Sets one up; disposal closes the provider first, so that no connection outlives its far end. */
export async function openSubject<C extends Channel>(setUp: SetUp<C>): Promise<OpenSubject<C>> {
  const subject = await setUp();
  return {
    ...subject,
    async [Symbol.asyncDispose]() {
      await subject.provider.close?.();
      await subject.farEnd[Symbol.asyncDispose]();
    },
  };
}
