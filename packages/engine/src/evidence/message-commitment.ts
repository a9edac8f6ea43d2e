import { commitment } from "@relance/evidence";
import type { Message } from "@relance/spec";

/**
 * Commits to what was sent, and where to. The message and the recipient's salt show later that it was this
 * one; the message itself is kept nowhere. `undefined` = the recipient has no salt (any more).
 */
export function messageCommitment(
  salt: string | undefined,
  { attemptId, channel, to, content }: Message,
): string | undefined {
  if (salt === undefined) return undefined;
  return commitment(salt, attemptId, JSON.stringify({ channel, to, content }));
}
