import { type Channel, channelOfProvider, type Recipient, type TimelineEntry } from "@relance/spec";

/** Events of attempts that no provider accepted, so that the recipient got no link. */
const NOT_TAKEN: ReadonlySet<string> = new Set(["attempt.rejected", "attempt.deferred", "attempt.not-sent"]);

export function lastMessage(timeline: Recipient["timeline"], channel: Channel): TimelineEntry | undefined {
  const notTaken = new Set(timeline.flatMap(({ type, attemptId }) => (NOT_TAKEN.has(type) ? attemptId : [])));
  return timeline.findLast(
    ({ type, provider = "", attemptId }) =>
      type === "attempt.submitted" && channelOfProvider(provider) === channel && !notTaken.has(attemptId),
  );
}
