const EVERY_MS = 30_000;
const TIMEOUT_MS = 5_000;

/** Returns a function that requests the URL of a dead-man's switch. A failed request is ignored. */
export function heartbeat(url: string | undefined, now: () => number = () => performance.now()): () => Promise<void> {
  let last = Number.NEGATIVE_INFINITY;
  return async () => {
    if (url === undefined || now() - last < EVERY_MS) return;
    last = now();
    try {
      const response = await fetch(url, { redirect: "error", signal: AbortSignal.timeout(TIMEOUT_MS) });
      await response.body?.cancel(); // releases the connection
    } catch {}
  };
}

/** Posts a test request to our public URL. A redirect counts as a failure, because it means that the URL is wrong. */
export async function callOurselves(url: string, token: string, signal: AbortSignal): Promise<boolean> {
  const headers = { "content-type": "text/plain" };
  const response = await fetch(url, { method: "POST", body: token, headers, redirect: "error", signal });
  await response.body?.cancel(); // releases the connection
  return response.ok;
}
