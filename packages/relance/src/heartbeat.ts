/** Shortest time between two pings, in milliseconds. */
const EVERY_MS = 30_000;
const TIMEOUT_MS = 5_000;

/** Pings a dead-man's switch while the auditor is green. A ping that fails is the switch's business: silence is its signal. */
export function heartbeat(url: string | undefined): () => void {
  if (url === undefined) return () => {};
  let last = Number.NEGATIVE_INFINITY;
  return () => {
    const now = performance.now();
    if (now - last < EVERY_MS) return;
    last = now;
    fetch(url, { method: "GET", redirect: "error", signal: AbortSignal.timeout(TIMEOUT_MS) }).catch(() => {});
  };
}
