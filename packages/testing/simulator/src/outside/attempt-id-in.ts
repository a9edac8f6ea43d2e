/** Returns the attempt id in the query of a callback URL. */
export function attemptIdIn(url: string | undefined): string | undefined {
  const found = url === undefined ? null : /[?&]a=([^&#]+)/.exec(url);
  return found?.[1];
}
