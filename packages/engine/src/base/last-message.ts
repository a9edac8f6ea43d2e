import { type Channel, channelOfProvider, type Recipient, type TimelineEntry } from "@relance/spec";

/** Events of messages that the provider did not accept, so their links were not received. */
const NOT_TAKEN: ReadonlySet<string> = new Set(["attempt.rejected", "attempt.deferred", "attempt.not-sent"]);

/** Returns the last accepted message on a channel. */
export function lastMessage(timeline: Recipient["timeline"], channel: Channel): TimelineEntry | undefined {
  const notTaken = new Set(timeline.flatMap(({ type, attemptId }) => (NOT_TAKEN.has(type) ? attemptId : [])));
  return timeline.findLast(
    ({ type, provider = "", attemptId }) =>
      type === "attempt.submitted" && channelOfProvider(provider) === channel && !notTaken.has(attemptId),
  );
}
