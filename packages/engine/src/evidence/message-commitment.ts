import { commitment } from "@relance/evidence";
import type { Message } from "@relance/spec";

/**
 * Returns a commitment to a message and its address. Later, message and salt together prove what was sent, without the
 * message being stored. `undefined` = the recipient has no salt (any more).
 */
export function messageCommitment(
  salt: string | undefined,
  { attemptId, channel, to, content }: Message,
): string | undefined {
  if (salt === undefined) return undefined;
  return commitment(salt, attemptId, JSON.stringify({ channel, to, content }));
}
