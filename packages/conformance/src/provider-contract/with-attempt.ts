import type { Channel, Message } from "@relance/spec";

/** The same message under another attempt id, in its callback address too. */
export function withAttempt<C extends Channel>(message: Message<C>, attemptId: string): Message<C> {
  if (message.callbackUrl === undefined) return { ...message, attemptId };
  const callbackUrl = new URL(message.callbackUrl);
  callbackUrl.searchParams.set("a", attemptId);
  return { ...message, attemptId, callbackUrl: callbackUrl.href };
}
