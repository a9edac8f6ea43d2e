/** What happened at one provider. `lost` is what no sender can see: it is the world's secret. */
export interface Tally {
  /** Submissions, whatever became of them. */
  requests: number;
  taken: number;
  refused: number;
  throttled: number;
  unavailable: number;
  /** Taken, with the answer lost. */
  cut: number;
  lost: number;
  delivered: number;
  undelivered: number;
  /** Reports handed to the sender. */
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
