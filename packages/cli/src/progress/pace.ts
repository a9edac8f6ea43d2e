/** A gate that opens at most once in `everyMs`; the first time after `firstMs`. */
export function createPace(everyMs: number, firstMs = 0): () => boolean {
  let next = performance.now() + firstMs;
  return () => {
    const now = performance.now();
    if (now < next) return false;
    next = now + everyMs;
    return true;
  };
}
