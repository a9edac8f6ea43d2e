/**
 * The open attempts of this process, from the claim until the store has confirmed their outcome.
 *
 * A claim can be committed although its answer is lost with the connection. Only this worker can then find the attempts
 * that were never sent: the store assigns them to this worker, this worker did not receive them, and no running claim
 * can still return them.
 */
export interface InFlightAttempts {
  /** Registers a claim. Call the returned function once the claim has failed or its rows are registered. */
  beginClaim(): () => void;
  add(attemptId: string): void;
  /** Removes attempts whose outcome the store has confirmed. */
  confirm(attempts: readonly { readonly attemptId: string }[]): void;
  /** Returns the attempts that `ask` returns and no claim has returned, after running claims have ended. */
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
      const known = new Set(held); // this set only grows, so that attempts settled meanwhile remain known
      looks.add(known);
      try {
        const strangers = (await ask()).filter((attemptId) => !known.has(attemptId));
        if (strangers.length > 0) await Promise.all(claims); // a running claim may still return these attempts
        return strangers.filter((attemptId) => !known.has(attemptId));
      } finally {
        looks.delete(known);
      }
    },
  };
}
