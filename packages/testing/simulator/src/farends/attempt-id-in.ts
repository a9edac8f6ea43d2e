/** Reads the sender's attempt id from the query of the URL to which the API reports. */
export function attemptIdIn(url: string | undefined): string | undefined {
  const found = url === undefined ? null : /[?&]a=([^&#]+)/.exec(url);
  return found?.[1];
}
