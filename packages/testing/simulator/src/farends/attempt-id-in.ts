/** The sender's attempt id, from the query of its report address. */
export function attemptIdIn(url: string | undefined): string | undefined {
  const found = url === undefined ? null : /[?&]a=([^&#]+)/.exec(url);
  return found?.[1];
}
