/** What a process kept as JSON, whichever version it was of; `undefined` where nothing was, or nothing can be read. */
export function readKept<T>(data: string | undefined): T | undefined {
  if (data === undefined || data === "") return undefined;
  try {
    return JSON.parse(data) as T;
  } catch {
    return undefined;
  }
}
