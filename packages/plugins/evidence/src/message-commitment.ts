import { commitment } from "@relance/rules";
import type { Message } from "@relance/spec";

/**
 * Returns a commitment to a message and its address. The commitment later proves which message was sent, although
 * relance stores no messages. `undefined` if the recipient has no salt, or the salt was erased.
 */
export function messageCommitment(
  salt: string | undefined,
  { attemptId, channel, to, content }: Message,
): string | undefined {
  if (salt === undefined) return undefined;
  return commitment(salt, attemptId, JSON.stringify({ channel, to, content }));
}
