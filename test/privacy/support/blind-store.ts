import type { Store } from "relance";

/** A store for tests. While `isBlind` is true, the store does not notice that other processes use a newer secret. */
export interface BlindStore {
  readonly store: Store;
  isBlind: boolean;
  onClaim: () => void;
}

/**
 * Wraps a store and stops its clock for secrets while `isBlind` is true, so that the last check of the secret seems
 * recent.
 */
export function blindStore(inner: Store): BlindStore {
  const blind: BlindStore = {
    store: new Proxy(inner, {
      get(target, name) {
        if (name === "open") return open;
        if (name === "claim") return claim;
        const value: unknown = Reflect.get(target, name);
        return typeof value === "function" ? value.bind(target) : value;
      },
    }),
    isBlind: true,
    onClaim() {},
  };
  const open: Store["open"] = async ({ codec } = {}) =>
    inner.open({ codec: codec && { ...codec, now: () => (blind.isBlind ? 0 : codec.now()) } });
  const claim: Store["claim"] = async (request) => {
    const answer = await inner.claim(request);
    if (answer.claimed.length > 0) blind.onClaim();
    return answer;
  };
  return blind;
}
