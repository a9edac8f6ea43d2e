/** Numbers of stores as the short, case-insensitive text that travels inside messages. */
export function attemptIdOf(number: number): string {
  return number.toString(36);
}

/** The number behind an attempt id, or `undefined` for anything that was never one of ours. */
export function attemptNumberOf(id: string): number | undefined {
  if (!/^[0-9a-z]{1,11}$/.test(id)) return undefined;
  const number = Number.parseInt(id, 36);
  return Number.isSafeInteger(number) && number > 0 ? number : undefined;
}
