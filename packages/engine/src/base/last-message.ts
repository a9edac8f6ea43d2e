import { type Channel, channelOfProvider, type Recipient, type TimelineEntry } from "@relance/spec";

/** Events after which a message has no usable link, because the provider did not accept the message. */
const NOT_TAKEN: ReadonlySet<string> = new Set(["attempt.rejected", "attempt.deferred", "attempt.not-sent"]);

/** Returns the last accepted message on a channel: the message whose link was opened, or that was replied to. */
export function lastMessage(timeline: Recipient["timeline"], channel: Channel): TimelineEntry | undefined {
  const notTaken = new Set(timeline.flatMap(({ type, attemptId }) => (NOT_TAKEN.has(type) ? attemptId : [])));
  return timeline.findLast(
    ({ type, provider = "", attemptId }) =>
      type === "attempt.submitted" && channelOfProvider(provider) === channel && !notTaken.has(attemptId),
  );
}
