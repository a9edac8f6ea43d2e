/**
 * The attempts that this process has in its hands: from the claim that brought them until the store has confirmed their
 * outcome.
 *
 * A claim can be committed and its answer lost with the connection. The worker that claimed is then the only one that
 * knows that nothing was written for these recipients: they are the attempts that the store ascribes to it, that it
 * does not hold, and that no claim under way can still bring.
 */
export interface InFlightAttempts {
  /** A claim begins. It is over once what it brought was taken, or failed: then the answer of this is to be called. */
  beginClaim(): () => void;
  add(attemptId: string): void;
  /** The store has confirmed what became of them. */
  confirm(attempts: readonly { readonly attemptId: string }[]): void;
  /** Of those that `ask` answers, the ones of which no claim told. Waits for the claims under way. */
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
      const known = new Set(held); // grows meanwhile and never shrinks: what was settled since is no stranger
      looks.add(known);
      try {
        const strangers = (await ask()).filter((attemptId) => !known.has(attemptId));
        if (strangers.length > 0) await Promise.all(claims); // one of them may bring them yet
        return strangers.filter((attemptId) => !known.has(attemptId));
      } finally {
        looks.delete(known);
      }
    },
  };
}
