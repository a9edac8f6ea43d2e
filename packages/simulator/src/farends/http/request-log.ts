/** Counts requests to send, per attempt. */
export interface RequestLog {
  /** Counts one, under its attempt id when it carries one. */
  add(attemptId: string | undefined): void;
  total(): number;
  of(attemptId: string): number;
  /** Of the last request. */
  lastAttemptId(): string | undefined;
}

export function createRequestLog(): RequestLog {
  const perAttempt = new Map<string, number>();
  let total = 0;
  let last: string | undefined;
  return {
    add(attemptId) {
      total++;
      last = attemptId;
      if (attemptId !== undefined) perAttempt.set(attemptId, (perAttempt.get(attemptId) ?? 0) + 1);
    },
    total: () => total,
    of: (attemptId) => perAttempt.get(attemptId) ?? 0,
    lastAttemptId: () => last,
  };
}
