/** What the clocks of a zone show, to the minute, as a field of a form wants it: `2013-08-15T23:59`. */
export function wallTime(at: number, timeZone: string): string {
  const format = new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short", timeStyle: "short" });
  return format.format(at).replace(" ", "T");
}

/**
 * When the clocks of a zone show this, in milliseconds since 1970. Where they show it twice it is one of the two; an hour
 * that they leave out is read as the hour behind it.
 */
export function instantAt(wall: string, timeZone: string): number {
  const asUtc = Date.parse(`${wall}Z`);
  const offset = (at: number) => Date.parse(`${wallTime(at, timeZone)}Z`) - at;
  return asUtc - offset(asUtc - offset(asUtc));
}
