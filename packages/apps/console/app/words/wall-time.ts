/** Formats a time in a zone for a `datetime-local` field: `2013-08-15T23:59`. */
export function wallTime(at: number, timeZone: string): string {
  const format = new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short", timeStyle: "short" });
  return format.format(at).replace(" ", "T");
}

/** Returns the instant of a local time. In a skipped hour, the time counts in the next hour. */
export function instantAt(wall: string, timeZone: string): number {
  const asUtc = Date.parse(`${wall}Z`);
  const offset = (at: number) => Date.parse(`${wallTime(at, timeZone)}Z`) - at;
  return asUtc - offset(asUtc - offset(asUtc));
}
