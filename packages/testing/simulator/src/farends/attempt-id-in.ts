/** The sender's own attempt id, which travels in the query of the address it wants reports at. */
export function attemptIdIn(url: string | undefined): string | undefined {
  const found = url === undefined ? null : /[?&]a=([^&#]+)/.exec(url);
  return found?.[1];
}
