/** Instants as a person reads them, in one time zone. */
export interface Moments {
  /** `15 Aug 2013 23:59`. */
  at(date: Date): string;
  /** `15 Aug 23:59`: beside others of the same year. */
  short(date: Date): string;
  /** `23:59:30`. */
  time(date: Date): string;
  /** Both ends, as short as they can be told. */
  span(ends: { readonly first: Date; readonly last: Date }): string;
}

export function createMoments(timeZone: string): Moments {
  const format = (parts: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat("en-GB", { timeZone, ...parts });
  const year = format({ year: "numeric" });
  const day = format({ day: "numeric", month: "short" });
  const second = format({ hour: "2-digit", minute: "2-digit", second: "2-digit" });
  const minute = format({ hour: "2-digit", minute: "2-digit" });
  const short = (date: Date) => `${day.format(date)} ${minute.format(date)}`;
  return {
    short,
    at: (date) => `${day.format(date)} ${year.format(date)} ${minute.format(date)}`,
    time: (date) => second.format(date),
    span({ first, last }) {
      if (short(first) === short(last)) return short(first);
      const isOneDay = day.format(first) === day.format(last);
      return `${short(first)} – ${isOneDay ? minute.format(last) : short(last)}`;
    },
  };
}
