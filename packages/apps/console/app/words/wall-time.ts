/** Formats a time for a `datetime-local` field, in the given zone: `2013-08-15T23:59`. */
export function wallTime(at: number, timeZone: string): string {
  const format = new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short", timeStyle: "short" });
  return format.format(at).replace(" ", "T");
}

/** Returns the instant of a zone's local time. A time in a skipped hour is moved to the next hour. */
export function instantAt(wall: string, timeZone: string): number {
  const asUtc = Date.parse(`${wall}Z`);
  const offset = (at: number) => Date.parse(`${wallTime(at, timeZone)}Z`) - at;
  return asUtc - offset(asUtc - offset(asUtc));
}
