const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const formats = new Map<string, Intl.NumberFormat | Intl.DateTimeFormat>();

function kept<T extends Intl.NumberFormat | Intl.DateTimeFormat>(key: string, make: () => T): T {
  const known = formats.get(key) ?? make();
  formats.set(key, known);
  return known as T;
}

export function count(locale: string, value: number): string {
  return kept(`n ${locale}`, () => new Intl.NumberFormat(locale)).format(value);
}

/** A share that is not whole is never called 100 %. */
export function share(locale: string, part: number, whole: number): string {
  const value = whole === 0 ? 0 : Math.floor((1_000 * part) / whole) / 1_000;
  const format = () => new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 1 });
  return kept(`s ${locale}`, format).format(value);
}

/** A moment with its day. */
export function moment(locale: string, at: string | number | Date): string {
  const format = () =>
    new Intl.DateTimeFormat(locale === "en" ? "en-GB" : locale, {
      timeZone: "UTC",
      day: "numeric",
      month: "short",
      hour: "2-digit",
      minute: "2-digit",
    });
  return kept(`m ${locale}`, format).format(new Date(at));
}

/** The same with its seconds and without its day. */
export function clock(locale: string, at: string | number | Date): string {
  const format = () =>
    new Intl.DateTimeFormat(locale === "en" ? "en-GB" : locale, { timeZone: "UTC", timeStyle: "medium" });
  return kept(`c ${locale}`, format).format(new Date(at));
}

/** Two units at most, such as `3 d 4 h`. */
export function duration(locale: string, ms: number): string {
  const day = locale === "fr" ? "j" : "d";
  if (ms >= DAY) return `${Math.floor(ms / DAY)} ${day} ${Math.floor((ms % DAY) / HOUR)} h`;
  if (ms >= HOUR) return `${Math.floor(ms / HOUR)} h ${Math.floor((ms % HOUR) / MINUTE)} min`;
  if (ms >= MINUTE) return `${Math.floor(ms / MINUTE)} min`;
  return `${Math.max(0, Math.floor(ms / SECOND))} s`;
}
