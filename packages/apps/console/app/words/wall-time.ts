/** The time in a zone, to the minute, for a field of a form: `2013-08-15T23:59`. */
export function wallTime(at: number, timeZone: string): string {
  const format = new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short", timeStyle: "short" });
  return format.format(at).replace(" ", "T");
}

/**
 * The instant of a local time, in milliseconds since 1970. If it occurs twice, one of the two; a skipped hour is read
 * as the hour after it.
 */
export function instantAt(wall: string, timeZone: string): number {
  const asUtc = Date.parse(`${wall}Z`);
  const offset = (at: number) => Date.parse(`${wallTime(at, timeZone)}Z`) - at;
  return asUtc - offset(asUtc - offset(asUtc));
}
