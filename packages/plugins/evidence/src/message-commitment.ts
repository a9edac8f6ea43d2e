import { commitment } from "@relance/rules";
import type { Message } from "@relance/spec";

/**
 * Returns a commitment to a message and its address. Message and salt together later prove what was sent, although the
 * message is not stored. `undefined` means that the recipient has no salt, or no longer has one.
 */
export function messageCommitment(
  salt: string | undefined,
  { attemptId, channel, to, content }: Message,
): string | undefined {
  if (salt === undefined) return undefined;
  return commitment(salt, attemptId, JSON.stringify({ channel, to, content }));
}
