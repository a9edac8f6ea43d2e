/**
 * The open attempts of this process, from their claim until the store confirms their outcome.
 *
 * If the connection breaks during a claim, the claim may still be committed. The store has then assigned attempts to
 * this worker that the worker does not know. Such attempts were not sent, unless a running claim still returns them.
 */
export interface InFlightAttempts {
  /** Registers a claim. Call the returned function once the claim has failed or its rows are registered. */
  beginClaim(): () => void;
  add(attemptId: string): void;
  confirm(attempts: readonly { readonly attemptId: string }[]): void;
  /** Waits for running claims, then returns the attempts of `ask` that no claim has returned. */
  unreported(ask: () => Promise<readonly string[]>): Promise<readonly string[]>;
}

export function createInFlightAttempts(): InFlightAttempts {
  const held = new Set<string>();
  const claims = new Set<Promise<void>>();
  const looks = new Set<Set<string>>();

  return {
    beginClaim() {
      const { promise, resolve } = Promise.withResolvers<void>();
      claims.add(promise);
      return () => {
        claims.delete(promise);
        resolve();
      };
    },
    add(attemptId) {
      held.add(attemptId);
      for (const known of looks) known.add(attemptId);
    },
    confirm(attempts) {
      for (const { attemptId } of attempts) held.delete(attemptId);
    },
    async unreported(ask) {
      const known = new Set(held); // includes attempts that are settled during this call
      looks.add(known);
      try {
        const strangers = (await ask()).filter((attemptId) => !known.has(attemptId));
        if (strangers.length > 0) await Promise.all(claims); // one of the running claims may return these attempts
        return strangers.filter((attemptId) => !known.has(attemptId));
      } finally {
        looks.delete(known);
      }
    },
  };
}
