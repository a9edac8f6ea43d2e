import { contentParts } from "@relance/spec";
import type { SentMessage } from "./recording-provider.ts";

/** Returns the last text that was sent to a recipient. @throws {RangeError} if nothing was sent */
export function lastText(key: string, sent: readonly SentMessage[]): string {
  const last = sent.at(-1);
  if (last === undefined) throw new RangeError(`nothing has left to ${key}`);
  return contentParts(last.message.channel, last.message.content).body;
}

/**
 * Returns the last link in a text or a notification button of a recipient's messages.
 * @throws {RangeError} if no message had a link
 */
export function lastLink(key: string, sent: readonly SentMessage[]): string {
  const url = sent.findLast(({ message }) => isShown(message))?.message.ackUrl;
  if (url === undefined) throw new RangeError(`no message to ${key} has a link: write {{ ack.url }} into its template`);
  return url;
}

function isShown({ ackUrl, answers, content }: SentMessage["message"]): boolean {
  return ackUrl !== undefined && (answers !== undefined || JSON.stringify(content).includes(ackUrl));
}
