import { commitment } from "@relance/evidence";
import type { Message } from "@relance/spec";

/**
 * Commits to a message and its address. The message and the recipient's salt prove later what was sent; the message
 * itself is not stored. `undefined` = the recipient has no salt (any more).
 */
export function messageCommitment(
  salt: string | undefined,
  { attemptId, channel, to, content }: Message,
): string | undefined {
  if (salt === undefined) return undefined;
  return commitment(salt, attemptId, JSON.stringify({ channel, to, content }));
}
