import { type Channel, type ProviderError, RelanceError } from "@relance/spec";
import { expect } from "vitest";
import type { ContractSubject } from "./contract-subject.ts";

const NEVER: AbortSignal = new AbortController().signal;

export async function thrownBySend<C extends Channel>(
  subject: Pick<ContractSubject<C>, "provider" | "message">,
  signal: AbortSignal = NEVER,
): Promise<unknown> {
  const { provider, message } = subject;
  const answer = await provider.send(message, { signal }).then(
    (result) => ({ result }),
    (error: unknown) => ({ error }),
  );
  expect(answer, "send() did not fail").toHaveProperty("error");
  return "error" in answer ? answer.error : undefined;
}

export async function failedSend<C extends Channel>(
  subject: Pick<ContractSubject<C>, "provider" | "message">,
): Promise<ProviderError> {
  const error = await thrownBySend(subject);
  if (isProviderError(error)) return error;
  throw new Error("send() threw an error that is not a ProviderError", { cause: error });
}

function isProviderError(error: unknown): error is ProviderError {
  return RelanceError.is(error) && error.family === "provider";
}
