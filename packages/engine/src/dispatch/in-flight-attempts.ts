/**
 * This process's open attempts: from the claim until the store has confirmed their outcome.
 *
 * A claim can be committed and its answer lost with the connection. Only the claiming worker can then know which
 * attempts were not sent: the store assigns them to this worker, it has never received them, and no running claim can
 * still return them.
 */
export interface InFlightAttempts {
  /** Starts a claim. Call the returned function once the claim's rows are registered, or the claim failed. */
  beginClaim(): () => void;
  add(attemptId: string): void;
  /** Removes attempts whose outcome the store has confirmed. */
  confirm(attempts: readonly { readonly attemptId: string }[]): void;
  /** Returns the attempts that `ask` returns and that no claim reported. Waits for running claims first. */
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
      const known = new Set(held); // only grows, so that attempts settled meanwhile stay known
      looks.add(known);
      try {
        const strangers = (await ask()).filter((attemptId) => !known.has(attemptId));
        if (strangers.length > 0) await Promise.all(claims); // a running claim may still return them
        return strangers.filter((attemptId) => !known.has(attemptId));
      } finally {
        looks.delete(known);
      }
    },
  };
}
