import type { SignalItem } from "@relance/spec";
import type { EngineContext } from "../context.ts";
import { subjectOf } from "./matter.ts";

/** Signals of one kind and message are kept once in this time: a link may be fetched ten thousand times. */
const ONCE_MS = 3_600_000;

/**
 * Keeps a hint about the person behind a link, with the message that went to them last. It decides nothing; a person
 * to whom nothing was sent has no link that could be fetched.
 */
export async function keepLinkSignal(
  context: EngineContext,
  token: string,
  { kind, detail }: Pick<SignalItem, "kind" | "detail">,
): Promise<void> {
  const person = (await subjectOf(context, token))?.person;
  if (person?.lastAttempt === undefined) return;
  const { attemptId, provider } = person.lastAttempt;
  const now = person.readAt.getTime();
  const occurredAt = now - (now % ONCE_MS);
  const item: SignalItem = { type: "signal", kind, detail, attemptId, occurredAt };
  await context.store.record([{ provider, item }]);
}
