/** Counts of one provider's messages. A real sender cannot know `lost`. */
export interface Tally {
  requests: number;
  taken: number;
  refused: number;
  throttled: number;
  unavailable: number;
  /** Number of messages that the provider accepted without answering the sender. */
  cut: number;
  lost: number;
  delivered: number;
  undelivered: number;
  reports: number;
}

export function newTally(): Tally {
  return {
    requests: 0,
    taken: 0,
    refused: 0,
    throttled: 0,
    unavailable: 0,
    cut: 0,
    lost: 0,
    delivered: 0,
    undelivered: 0,
    reports: 0,
  };
}
