/** Nobody knows who asks any more; who asks may not; there is nothing of that name. */
export type Refused = "expired" | "forbidden" | "unknown";

const REASONS: Readonly<Record<number, Refused>> = { 401: "expired", 403: "forbidden", 404: "unknown" };

/**
 * Why a stream was refused, which a browser tells nobody: the same is asked once more, and left at once. Absent = it was
 * not refused; the console or the way to it failed.
 */
export async function whyRefused(url: string): Promise<Refused | undefined> {
  const leaving = new AbortController();
  try {
    return REASONS[(await fetch(url, { signal: leaving.signal })).status];
  } catch {
    return undefined;
  } finally {
    leaving.abort();
  }
}
