/** The time in a zone, to the minute, in the form that a form field takes: `2013-08-15T23:59`. */
export function wallTime(at: number, timeZone: string): string {
  const format = new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short", timeStyle: "short" });
  return format.format(at).replace(" ", "T");
}

/**
 * The instant of a local time, in milliseconds since 1970. If a local time occurs twice, one of both instants is
 * returned; a skipped hour counts as the hour after it.
 */
export function instantAt(wall: string, timeZone: string): number {
  const asUtc = Date.parse(`${wall}Z`);
  const offset = (at: number) => Date.parse(`${wallTime(at, timeZone)}Z`) - at;
  return asUtc - offset(asUtc - offset(asUtc));
}
