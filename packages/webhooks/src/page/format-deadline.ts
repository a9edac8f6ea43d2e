/** Formatters that are kept: a campaign's people share few languages and zones, and one takes a millisecond to make. */
const MOST_KEPT = 64;

const kept = new Map<string, Intl.DateTimeFormat>();

/** A deadline as the person would say it: in their language, by the clock on their wall, with the zone named. */
export function formatDeadline(deadline: Date, locale: string, timezone: string | undefined): string {
  return formatter(locale, timezone ?? "UTC").format(deadline);
}

function formatter(locale: string, timeZone: string): Intl.DateTimeFormat {
  const name = `${locale} ${timeZone}`;
  const found = kept.get(name) ?? makeFormatter(locale, timeZone);
  if (!kept.has(name) && kept.size >= MOST_KEPT) kept.clear(); // whoever asks in thousands of languages fills no memory
  kept.set(name, found);
  return found;
}

function makeFormatter(locale: string, timeZone: string): Intl.DateTimeFormat {
  const form: Intl.DateTimeFormatOptions = {
    weekday: "long",
    day: "numeric",
    month: "long",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    timeZoneName: "short",
  };
  try {
    return new Intl.DateTimeFormat(locale, { ...form, timeZone });
  } catch {
    return new Intl.DateTimeFormat("en", { ...form, timeZone: "UTC" }); // a zone or language that does not exist
  }
}
